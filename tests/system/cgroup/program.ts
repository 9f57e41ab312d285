import { join } from "@std/path";

const PROGRAM = join(import.meta.dirname ?? ".", "cgroup_program.ts");

/** How to start Deno, for whoever may not enter the directory that it is installed in. */
export interface DenoPlace {
  readonly deno: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `cgroup_program.ts`, running as another process. */
export interface RunningProgram extends AsyncDisposable {
  readonly pid: number;
  /** Reads its first line of output. */
  firstLine<T>(): Promise<T>;
  /** Kills it and waits until it is gone. */
  kill(): Promise<void>;
}

function commandOf(
  args: readonly string[],
  prefix: readonly string[],
  place: DenoPlace,
): Deno.Command {
  const [command = "", ...rest] = [
    ...prefix,
    place.deno,
    "run",
    "--quiet",
    "--no-prompt",
    "-A",
    PROGRAM,
    ...args,
  ];
  return new Deno.Command(command, {
    args: rest,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    ...(place.env === undefined ? {} : { env: { ...place.env } }),
  });
}

/** Starts the program and lets it run. */
export function startProgram(args: readonly string[]): RunningProgram {
  const child = commandOf(args, [], { deno: Deno.execPath() }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const kill = async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await reader.cancel();
    await child.stderr.cancel();
    await child.status;
  };
  return {
    pid: child.pid,
    kill,
    [Symbol.asyncDispose]: async () => {
      try {
        await kill();
      } catch {
        // Its streams were cancelled before.
      }
    },
    firstLine: async () => {
      let text = "";
      while (!text.includes("\n")) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The program ended after "${text}"`);
        text += value;
      }
      return JSON.parse(text);
    },
  };
}

/**
 * Runs the program to its end.
 *
 * @param args Its arguments.
 * @param prefix A command that starts it, such as `unshare`.
 * @param place How to start Deno.
 * @returns The line of JSON that it printed.
 */
export async function runProgram<T>(
  args: readonly string[],
  prefix: readonly string[] = [],
  place: DenoPlace = { deno: Deno.execPath() },
): Promise<T> {
  const { stdout, stderr } = await commandOf(args, prefix, place).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}
