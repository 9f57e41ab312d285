import { writeKernelFile } from "../../lib/native/mod.ts";
import { type Finished, ROOT, taskPermissions } from "../system/support/ktstr_program.ts";

/** The user that the guest's image knows for runs without privileges. */
export const USER = { uid: 1000, gid: 1000 } as const;

/** Options for {@linkcode ktstrAsUser}. */
export interface AsUserOptions {
  /** Cgroup to run in; the root by default. */
  readonly cgroup?: string;
}

/** Prints who it is when it is told to go on, and becomes the command. */
const WAIT_AND_RUN = 'read -r go && id -u >&2 && exec "$@"';

/** Runs `ktstr` from the project's root as an ordinary user, in a cgroup of the caller's choice. */
export async function ktstrAsUser(
  args: readonly string[],
  { cgroup = "/sys/fs/cgroup" }: AsUserOptions = {},
): Promise<Finished> {
  const command = [Deno.execPath(), "run", ...taskPermissions(), "main.ts", ...args];
  const child = new Deno.Command("sh", {
    args: ["-c", WAIT_AND_RUN, "sh", ...command],
    cwd: ROOT,
    ...USER,
    env: { NO_COLOR: "1", HOME: "/tmp" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  writeKernelFile(`${cgroup}/cgroup.procs`, `${child.pid}`);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("go\n"));
  await writer.close();
  const [{ code }, stdout, stderr] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { pid: child.pid, code, stdout, stderr };
}
