import { getAffinity, setAffinity } from "../../lib/native/mod.ts";

/** Options for {@linkcode runProgram}. */
export interface RunProgramOptions {
  /** Runs the program and its children on this CPU only; wherever by default. */
  readonly cpu?: number;
  /** Where it runs; here by default. */
  readonly cwd?: string;
  /** Ends the program early. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end.
 *
 * @returns What it printed.
 * @throws {Error} If it fails, with what it complained of.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunProgramOptions = {},
): Promise<string> {
  const { cpu, cwd, signal } = options;
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  });
  const child = cpu === undefined ? command.spawn() : spawnOn(cpu, command);
  const { success, stdout, stderr } = await child.output();
  signal?.throwIfAborted();
  if (!success) {
    const complaint = new TextDecoder().decode(stderr).trim();
    throw new Error(`${program} ${args.join(" ")} failed: ${complaint}`);
  }
  return new TextDecoder().decode(stdout);
}

/** Starts a program on a CPU: it inherits the affinity of the thread that spawns it. */
function spawnOn(cpu: number, command: Deno.Command): Deno.ChildProcess {
  const before = getAffinity(0);
  setAffinity(0, [cpu]);
  try {
    return command.spawn();
  } finally {
    setAffinity(0, before);
  }
}
