import { fromFileUrl } from "@std/path";

/** The root of the project. */
export const ROOT: string = fromFileUrl(new URL("../../..", import.meta.url));

/** A process that sleeps until it is killed, for tests that change how it is scheduled. */
export class Sleeper implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  /** Starts the process in a session and process group of its own. */
  constructor() {
    this.#child = new Deno.Command("sleep", {
      args: ["600"],
      detached: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  /** Its process id, which is also its process group. */
  get pid(): number {
    return this.#child.pid;
  }

  /** How it ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Kills and reaps it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      Deno.kill(this.pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await this.#child.status;
  }
}

/**
 * Runs a command to its end.
 *
 * @returns What it wrote to stdout, without the last line end.
 * @throws {Error} If it failed, with what it wrote to stderr.
 */
export async function output(command: string, ...args: string[]): Promise<string> {
  const decoder = new TextDecoder();
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trimEnd();
}

/** Tells the CPUs of a process as `taskset` sees them. */
export async function tasksetCpus(pid: number): Promise<number[]> {
  return expandCpuList((await output("taskset", "-pc", String(pid))).split(": ").at(-1) ?? "");
}

/** Lists the CPUs of a list like `0-3,8`. */
export function expandCpuList(list: string): number[] {
  return list.split(",").flatMap((range) => {
    const [first = NaN, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** How a Deno program of a test ended. */
export interface ProgramResult {
  /** Its exit status. */
  readonly code: number;
  /** What it wrote to stdout, without the last line end. */
  readonly stdout: string;
  /** What it wrote to stderr, without colours. */
  readonly stderr: string;
}

/**
 * Runs a small Deno program in a process of its own, so that what it does to itself stays there.
 *
 * @param code The program; it can import from `./lib/native/mod.ts`.
 * @param permissions Its permissions; the native library only, by default.
 */
export async function runProgram(
  code: string,
  permissions: readonly string[] = ["--allow-ffi=build/libktstr.so"],
): Promise<ProgramResult> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", "--no-check", ...permissions, "-"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const result = await child.output();
  const decoder = new TextDecoder();
  return {
    code: result.code,
    stdout: decoder.decode(result.stdout).trimEnd(),
    stderr: decoder.decode(result.stderr),
  };
}
