import { join } from "@std/path";
import type { ScenarioResult } from "../../../lib/scenario/mod.ts";

/** Root of the project. */
export const ROOT: string = join(import.meta.dirname ?? ".", "..", "..", "..");

/** How a finished program ended, and what it printed. */
export interface Finished {
  readonly pid: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options for {@linkcode startKtstr}. */
export interface StartOptions {
  /** Permission flags; those of the task `scenario` by default. */
  readonly permissions?: readonly string[];
  readonly env?: Record<string, string>;
}

/** A running `ktstr`. */
export interface Running {
  readonly pid: number;
  readonly finished: Promise<Finished>;
}

/** The permission flags that the task `scenario` in `deno.json` declares, `--no-prompt` included. */
export function taskPermissions(task = "scenario"): string[] {
  const config = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const command: string = config.tasks[task].command;
  return command.split(" ").filter((word) => /^--(no-prompt|allow-)/.test(word));
}

/** Starts `ktstr` from the project's root, with the permissions of its task. */
export function startKtstr(args: readonly string[], options: StartOptions = {}): Running {
  const permissions = options.permissions ?? taskPermissions();
  return startDeno(["run", ...permissions, "main.ts", ...args], options.env);
}

/** Starts this Deno in the project's root, without colour and without standard input. */
export function startDeno(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const finished = child.output().then(({ code, stdout, stderr }) => ({
    pid: child.pid,
    code,
    stdout: new TextDecoder().decode(stdout),
    stderr: new TextDecoder().decode(stderr),
  }));
  return { pid: child.pid, finished };
}

/** Runs `ktstr` to its end. */
export function ktstr(args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startKtstr(args, options).finished;
}

/** Reads the result that `--reporter json` printed. */
export function resultOf(finished: Finished): ScenarioResult {
  try {
    return JSON.parse(finished.stdout);
  } catch (error) {
    throw new Error(`no result on stdout; stderr:\n${finished.stderr}`, { cause: error });
  }
}
