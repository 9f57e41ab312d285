import { UnavailableError } from "../../errors/mod.ts";

/** A busybox of the host and the commands that it can be called as. */
export interface Busybox {
  /** Absolute path of the program. */
  readonly path: string;
  /** Absolute paths in the guest at which its commands stand. */
  readonly applets: readonly string[];
}

/** Where busybox is looked for when it is not on `PATH`. */
const FIXED_PLACES = ["/bin/busybox", "/usr/bin/busybox", "/sbin/busybox"];

/**
 * Looks for busybox, which gives a guest its shell and its small commands.
 *
 * @param searchPath Directories to search, as in `PATH`.
 * @returns The program and its commands.
 * @throws {UnavailableError} There is none.
 */
export async function findBusybox(searchPath = Deno.env.get("PATH") ?? ""): Promise<Busybox> {
  const places = [
    ...searchPath.split(":").filter((dir) => dir.startsWith("/")).map((dir) => `${dir}/busybox`),
    ...FIXED_PLACES,
  ];
  for (const path of places) {
    if (await isExecutable(path)) return { path, applets: await listApplets(path) };
  }
  throw new UnavailableError(
    "Cannot build a guest image: busybox is not installed. " +
      "Install busybox-static (Debian, Ubuntu), busybox (Fedora, Arch, Alpine)",
  );
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    const info = await Deno.stat(path);
    return info.isFile && ((info.mode ?? 0) & 0o111) !== 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}

async function listApplets(path: string): Promise<string[]> {
  const { success, stdout } = await new Deno.Command(path, {
    args: ["--list-full"],
    stderr: "null",
  }).output();
  const names = new TextDecoder().decode(stdout).split("\n").filter((name) => name.includes("/"));
  if (!success || names.length === 0) {
    throw new UnavailableError(
      `Cannot build a guest image: ${path} --list-full does not list its commands. ` +
        "Install a busybox that can (busybox-static on Debian)",
    );
  }
  return names.map((name) => `/${name.replace(/^\/+/, "")}`);
}
