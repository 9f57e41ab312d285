import { UnavailableError } from "../../lib/errors/mod.ts";
import { describeEngine, resolveKernel, selectEngine } from "../../lib/vm/mod.ts";
import type { SuiteMachine } from "./machines.ts";
import { print, printBytes } from "./print.ts";
import { type MachineOutcome, runMachine } from "./run_machine.ts";

/** Options for {@linkcode runSuite}. */
export interface RunSuiteOptions {
  /** What `--kernel` takes. */
  readonly kernel?: string;
  /** Runs only the tests with names that contain this. */
  readonly filter?: string;
  /** Whether a machine that cannot be booted here is a failure, and not left out. */
  readonly mustRun: boolean;
}

/**
 * Boots machines one after the other, shows what happens in them, and sums up.
 *
 * @returns Whether everything passed.
 */
export async function runSuite(
  machines: readonly SuiteMachine[],
  options: RunSuiteOptions,
): Promise<boolean> {
  const { origin, version } = await resolveKernel(options.kernel);
  print(`${describeEngine(await selectEngine())}\nLinux ${version ?? "unknown"}, ${origin}\n`);
  const abort = new AbortController();
  const onInterrupt = () => abort.abort();
  Deno.addSignalListener("SIGINT", onInterrupt);
  try {
    const outcomes: MachineOutcome[] = [];
    for (const machine of machines) {
      if (abort.signal.aborted) break;
      outcomes.push(await runOne(machine, options, abort.signal));
    }
    return summarize(outcomes, machines.length);
  } finally {
    Deno.removeSignalListener("SIGINT", onInterrupt);
  }
}

async function runOne(
  machine: SuiteMachine,
  options: RunSuiteOptions,
  signal: AbortSignal,
): Promise<MachineOutcome> {
  const { name, topology, tests } = machine;
  const what = name === topology ? name : `${name} (${topology})`;
  print(tests.length > 0 ? `\n--- ${what} ---\n` : `\n--- ${what}: ktstr topo --json ---\n`);
  const outcome = await runOrExplain(machine, options, signal);
  for (const problem of outcome.problems) print(`${problem}\n`);
  print(`${name} ... ${resultOf(outcome)}\n`);
  return outcome;
}

/** A machine that cannot be booted here is left out, unless everything must run. */
async function runOrExplain(
  machine: SuiteMachine,
  options: RunSuiteOptions,
  signal: AbortSignal,
): Promise<MachineOutcome> {
  const { mustRun } = options;
  const colour = Deno.stdout.isTerminal() && !Deno.noColor;
  try {
    return await runMachine(machine, { ...options, colour, signal, onOutput: printBytes });
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    const verdict = mustRun ? "FAILED" : "SKIP";
    return { machine, verdict, problems: [error.message], durationMs: 0 };
  }
}

function summarize(outcomes: readonly MachineOutcome[], planned: number): boolean {
  const count = (verdict: MachineOutcome["verdict"]) =>
    outcomes.filter((outcome) => outcome.verdict === verdict).length;
  print("\n--- guest suite ---\n");
  for (const outcome of outcomes) {
    print(`${outcome.machine.name.padEnd(20)} ${resultOf(outcome)}\n`);
  }
  const missed = planned - outcomes.length;
  const parts = [
    `${count("ok")} passed`,
    `${count("FAILED")} failed`,
    ...(count("SKIP") === 0 ? [] : [`${count("SKIP")} skipped`]),
    ...(missed === 0 ? [] : [`${missed} not booted`]),
  ];
  const passed = count("FAILED") === 0 && missed === 0;
  print(`\n${passed ? "ok" : "FAILED"} | ${parts.join(" | ")}\n`);
  return passed;
}

function resultOf({ verdict, durationMs }: MachineOutcome): string {
  return `${verdict} (${(durationMs / 1000).toFixed(0)} s)`;
}
