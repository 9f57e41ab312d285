import { join } from "@std/path";
import { type Finished, ROOT, taskPermissions } from "../support/ktstr_program.ts";

/** The environment of a machine that has nothing of ours. */
export const BARE_ENVIRONMENT: Readonly<Record<string, string>> = { PATH: "/usr/bin:/bin" };

/** Options for {@linkcode execute}. */
export interface ExecuteOptions {
  /** All of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs a program to its end. */
export async function execute(
  [program = "", ...args]: readonly string[],
  { env = BARE_ENVIRONMENT, cwd = "/" }: ExecuteOptions = {},
): Promise<Finished> {
  const child = new Deno.Command(program, {
    args,
    cwd,
    clearEnv: true,
    env: { ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { pid: child.pid, code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A command that has no network where that can be arranged; it keeps its pid. */
export function offline(command: readonly string[]): string[] {
  return Deno.uid() === 0 ? ["/usr/bin/unshare", "--net", ...command] : [...command];
}

/** The command that a task of `deno.json` runs, with the permissions that it declares. */
export function toolCommand(task: "bundle" | "compile", args: readonly string[]): string[] {
  const permissions = taskPermissions(task);
  const tool = join(ROOT, "tools", `${task}.ts`);
  return [Deno.execPath(), "run", "--quiet", ...permissions, tool, ...args];
}

/** Makes a directory with a space in its name; its name is none that a run would leave. */
export async function makeDirectory(): Promise<string> {
  const path = await Deno.makeTempDir({ prefix: "artifact test " });
  await Deno.chmod(path, 0o755);
  return path;
}

/** Names in a directory; none if it is not there. */
export async function namesIn(directory: string): Promise<string[]> {
  const found = [];
  try {
    for await (const entry of Deno.readDir(directory)) found.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found;
}
