import { join } from "@std/path";
import {
  expectedTopology,
  parseMachineTopology,
  type Topology,
  topologyDifferences,
} from "../../lib/topology/mod.ts";
import { CONSOLE_FILE, describeEnd, type GuestEnd, runInGuest } from "../../lib/vm/mod.ts";
import type { SuiteMachine } from "./machines.ts";

/** Options for {@linkcode runMachine}. */
export interface RunMachineOptions {
  /** What `--kernel` takes; without it the newest kernel in the cache with sched_ext. */
  readonly kernel?: string;
  /** Runs only the tests with names that contain this. */
  readonly filter?: string;
  /** Whether the output of the tests may have colours. */
  readonly colour: boolean;
  /** Takes output of the tests as it comes. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** Ends the guest when it fires. */
  readonly signal: AbortSignal;
}

/** How a machine did. */
export interface MachineOutcome {
  readonly machine: SuiteMachine;
  readonly verdict: "ok" | "FAILED" | "SKIP";
  /** What is wrong, one line each; empty when everything is right. */
  readonly problems: readonly string[];
  readonly durationMs: number;
}

/** Lets a machine that hangs end the suite sooner than the patience of whoever waits for it. */
const TIMEOUT_NS = 15 * 60e9;

/** The last lines of the console that are shown when a guest did not come to its end. */
const CONSOLE_LINES = 15;

const TEST_COMMAND = [
  ...["deno", "test", "--no-prompt", "--no-check", "--cached-only"],
  ...["--allow-read", "--allow-write", "--allow-run", "--allow-env", "--allow-sys"],
  "--allow-ffi=build/libktstr.so",
];

const TOPO_COMMAND = [
  ...["deno", "run", "--no-prompt", "--cached-only", "--allow-read", "--allow-env"],
  ...["--allow-ffi=build/libktstr.so", "main.ts", "topo", "--json"],
];

/**
 * Boots a machine and runs its part of the suite in it.
 *
 * @throws {UnavailableError} The machine cannot be booted here.
 */
export async function runMachine(
  machine: SuiteMachine,
  options: RunMachineOptions,
): Promise<MachineOutcome> {
  const began = performance.now();
  const directory = await Deno.makeTempDir({ prefix: "ktstr-guest-suite-" });
  try {
    const problems = machine.tests.length > 0
      ? await runTests(machine, directory, options)
      : await compareTopology(machine, directory, options);
    const verdict = problems.length === 0 ? "ok" : "FAILED";
    return { machine, verdict, problems, durationMs: performance.now() - began };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function runTests(
  machine: SuiteMachine,
  directory: string,
  options: RunMachineOptions,
): Promise<string[]> {
  const { filter, onOutput } = options;
  const command = [
    ...TEST_COMMAND,
    ...(filter === undefined ? [] : [`--filter=${filter}`]),
    ...machine.tests,
  ];
  const end = await boot(machine, directory, command, options, onOutput);
  if (end.kind === "exited" && end.code === 1) return ["tests failed, see above"];
  return await problemsOf(end, directory);
}

async function compareTopology(
  machine: SuiteMachine,
  directory: string,
  options: RunMachineOptions,
): Promise<string[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const end = await boot(machine, directory, TOPO_COMMAND, options, (bytes) => {
    parts.push(new Uint8Array(bytes));
  });
  const problems = await problemsOf(end, directory);
  if (problems.length > 0) return problems;
  const found: Topology = JSON.parse(await new Blob(parts).text());
  const expected = expectedTopology(parseMachineTopology(machine.topology));
  return topologyDifferences(expected, found);
}

async function boot(
  machine: SuiteMachine,
  directory: string,
  command: readonly string[],
  { kernel, colour, onOutput, signal }: RunMachineOptions,
  onStdout: (bytes: Uint8Array) => void,
): Promise<GuestEnd> {
  return await runInGuest({
    machine: parseMachineTopology(machine.topology),
    command,
    env: { KTSTR_TEST_MACHINE: machine.topology, ...(colour ? {} : { NO_COLOR: "1" }) },
    tests: true,
    directory,
    timeoutNs: TIMEOUT_NS,
    onStdout,
    onStderr: onOutput,
    onNote: (text) => onOutput(new TextEncoder().encode(`note: ${text}\n`)),
    signal,
    ...(kernel === undefined ? {} : { kernel }),
  });
}

/** Nothing is wrong with a guest whose command ended with success. */
async function problemsOf(end: GuestEnd, directory: string): Promise<string[]> {
  if (end.kind === "exited") return end.code === 0 ? [] : [describeEnd(end)];
  if (end.kind === "signalled" || end.kind === "not-started") return [describeEnd(end)];
  const text = await Deno.readTextFile(join(directory, CONSOLE_FILE)).catch(() => "");
  const lines = text.split("\n").filter((line) => line.trim() !== "").slice(-CONSOLE_LINES);
  return [describeEnd(end), ...lines.map((line) => `console: ${line.trimEnd()}`)];
}
