import { resolve } from "@std/path";
import { findBusybox } from "./image/busybox.ts";

/** A command as a guest can run it. */
export interface HostCommand {
  /** The command and its arguments. */
  readonly command: readonly string[];
  /** Programs of the host that the guest needs for it. */
  readonly includes: readonly string[];
}

/**
 * Works out which program of the host a command for a guest needs.
 *
 * A path that exists here is taken along. So is a program of `PATH`, unless busybox has a command
 * of that name, which then is the guest's.
 *
 * @param command The command and its arguments.
 * @param guestPrograms Further names that the guest knows.
 * @param searchPath Directories to search, as in `PATH`.
 */
export async function findHostCommand(
  command: readonly string[],
  guestPrograms: readonly string[] = [],
  searchPath = Deno.env.get("PATH") ?? "",
): Promise<HostCommand> {
  const [program = "", ...args] = command;
  if (program.includes("/")) {
    const path = resolve(program);
    return await isProgram(path)
      ? { command: [path, ...args], includes: [path] }
      : { command, includes: [] };
  }
  const { applets } = await findBusybox(searchPath);
  const known = guestPrograms.includes(program) ||
    applets.some((applet) => applet.endsWith(`/${program}`));
  if (known) return { command, includes: [] };
  for (const directory of searchPath.split(":").filter((part) => part.startsWith("/"))) {
    const path = `${directory}/${program}`;
    if (await isProgram(path)) return { command: [path, ...args], includes: [path] };
  }
  return { command, includes: [] };
}

async function isProgram(path: string): Promise<boolean> {
  const info = await Deno.stat(path).catch(() => null);
  return info !== null && info.isFile && ((info.mode ?? 0) & 0o111) !== 0;
}
