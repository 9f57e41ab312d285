import { resolve } from "@std/path";
import { EXIT_STATUS, GuestError } from "../errors/mod.ts";
import { parseRunEvent, processTerminal, type Reporter } from "../report/mod.ts";
import type { RunEvent, ScenarioResult } from "../scenario/mod.ts";
import { EVENT_PIPE_PATH, type GuestRunOptions } from "../vm/mod.ts";
import { bootGuest } from "./boot_guest.ts";
import type { Arguments } from "./command.ts";
import { readGuestOptions } from "./guest_options.ts";
import type { RunOptions } from "./run_options.ts";

/** Options of `ktstr run` that the run in the guest gets as they are. */
const PASSED_ON = ["duration", "workers", "work-type", "repeat", "cgroup-root"];

/** What {@linkcode runInVm} is told beside the command line. */
export interface RunInVmOptions {
  /** The values of the options of `ktstr run`. */
  readonly options: RunOptions;
  /** Directory that keeps the console. */
  readonly directory: string;
  /** Draws the reports from the events of the run in the guest. */
  readonly reporter: Reporter;
  /** Takes each result. */
  readonly finish: (result: ScenarioResult) => void;
  /** Ends the run and the guest. */
  readonly signal: AbortSignal;
}

/**
 * Runs the scenarios of a command line in a virtual machine.
 *
 * The guest runs the same `ktstr run` and sends its events; the reports are drawn out here.
 *
 * @returns The exit status of the run in the guest.
 * @throws {UserError} If the machine has failed.
 */
export async function runInVm(
  args: Arguments,
  { options, directory, reporter, finish, signal }: RunInVmOptions,
): Promise<number> {
  let results = 0;
  const status = await bootGuest({
    ...describeGuestRun(args, options),
    directory,
    signal,
    startStep: "starting the run",
    onEvent(line) {
      const event = readEvent(line);
      reporter.event(event);
      if (event.type !== "end") return;
      results++;
      finish(event.result);
    },
  });
  if (status === EXIT_STATUS.PASS && results === 0) {
    throw new GuestError("The run in the guest ended well, but its results did not arrive");
  }
  return status;
}

function readEvent(line: string): RunEvent {
  let event: RunEvent;
  try {
    event = parseRunEvent(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new GuestError(`The run in the guest sent what cannot be read. ${why}`, { cause: error });
  }
  // How to repeat the run is the command line out here.
  if (event.type === "end") event.result.argv = [...Deno.args];
  return event;
}

/**
 * Describes the guest that runs the scenarios of a command line.
 *
 * @throws {UsageError} If a value is not what its option takes.
 */
export function describeGuestRun(
  args: Arguments,
  options: RunOptions,
): Omit<GuestRunOptions, "directory"> {
  const terminal = processTerminal();
  const choices = readGuestOptions(args);
  const files = args.positionals.filter(isPath).map((path) => resolve(path));
  return {
    ...choices,
    image: "program",
    includes: [...choices.includes ?? [], ...files],
    command: guestCommand(args, options),
    onStdout: (bytes) => terminal.outBytes(bytes),
    onStderr: (bytes) => terminal.errBytes(bytes),
  };
}

function guestCommand(args: Arguments, { seed }: RunOptions): string[] {
  return [
    ...["deno", "run", "--quiet", "--allow-all", "--cached-only", "main.ts", "run"],
    ...args.positionals.map((name) => isPath(name) ? resolve(name) : name),
    ...PASSED_ON.flatMap((name) => {
      const value = args.value(name);
      return value === undefined ? [] : [`--${name}=${value}`];
    }),
    ...[`--seed=${seed}`, "--no-save", `--reporter=events=${EVENT_PIPE_PATH}`],
  ];
}

/** What `findScenario()` takes for the path of a file. */
function isPath(nameOrPath: string): boolean {
  return !/^[\w-]+$/.test(nameOrPath);
}
