/**
 * The worker program as the tests run it, and its builds.
 *
 * @module
 */
import { join } from "@std/path";

const ROOT = join(import.meta.dirname ?? ".", "..", "..", "..");

/** The program under test; the variable lets the whole suite run against another build of it. */
export const PROGRAM: string = Deno.env.get("KTSTR_TEST_WORKER") ??
  join(ROOT, "build", "ktstr-worker");

/** What a finished run of the program said. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function runProgram(
  args: readonly string[],
  program: string = PROGRAM,
): Promise<ProgramRun> {
  const output = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
  return {
    code: output.code,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
}

/** Parses JSON lines. */
// deno-lint-ignore no-explicit-any
export function parseLines(text: string): any[] {
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** How a test program is put together. */
export interface BuildOptions {
  /** C files under `tests/workers`. */
  readonly with: readonly string[];
  /** C files under `workers`; all of them unless given. */
  readonly sources?: readonly string[];
}

/** Flags that find wrong memory accesses and undefined behaviour. */
export const SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all";

/**
 * Compiles C files of the worker program together with C files of the tests.
 *
 * The variable `KTSTR_TEST_CFLAGS` adds flags, which is how a suite runs under sanitizers.
 */
export async function buildProgram(target: string, options: BuildOptions): Promise<string> {
  const sources = options.sources?.map((name) => join(ROOT, "workers", name)) ??
    [...cFiles(join(ROOT, "workers"), 2)];
  const added = options.with.map((name) => join(ROOT, "tests", "workers", name));
  const flags = Deno.env.get("KTSTR_TEST_CFLAGS")?.split(" ") ?? [];
  const { code, stderr } = await runProgram(
    ["-std=gnu11", "-O2", "-g", "-pthread", ...flags, "-o", target, ...sources, ...added],
    Deno.env.get("CC") ?? "cc",
  );
  if (code !== 0) throw new Error(`Cannot compile ${target}: ${stderr}`);
  return target;
}

/** Files of the tests that add work types. */
export const TEST_TYPES: readonly string[] = ["types/complete.c", "types/misbehaving.c"];

function* cFiles(folder: string, depth: number): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && depth > 1) yield* cFiles(path, depth - 1);
    if (entry.isFile && entry.name.endsWith(".c")) yield path;
  }
}
