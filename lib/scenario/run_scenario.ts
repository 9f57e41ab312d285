import { type CgroupLayout, RunCgroups } from "../cgroup/mod.ts";
import { foldVerdicts, type Verdict } from "../check/mod.ts";
import { readTopology } from "../topology/mod.ts";
import { readEnvironment, readSchedulerState } from "./environment.ts";
import { RunContext } from "./run_context.ts";
import type { RunEvent } from "./run_event.ts";
import { RESULT_SCHEMA_VERSION, type ScenarioResult } from "./scenario_result.ts";
import type { Scenario } from "./scenario.ts";
import { runStep, type StepOutcome } from "./step_run.ts";
import { unmetNeed } from "./unmet_need.ts";

/** Options for {@linkcode runScenario}. */
export interface RunScenarioOptions {
  /** Where cgroups are made. */
  readonly layout: CgroupLayout;
  /** Seed of everything random, recorded in the result. */
  readonly seed: number;
  /** Command line to record in the result. */
  readonly argv: readonly string[];
  /** Version of ktstr to record in the result. */
  readonly version: string;
  /** Hears what happens; must not throw. */
  readonly observer: (event: RunEvent) => void;
  /** How often the workers are looked at while they run, in ms; 1000 by default. */
  readonly progressIntervalMs?: number;
  /** Ends the run early; everything is still stopped, collected and removed. */
  readonly signal?: AbortSignal;
}

/** Looking at the workers once a second disturbs no scheduler and still shows a stall. */
const DEFAULT_PROGRESS_INTERVAL_MS = 1000;

/**
 * Runs a scenario on this machine and judges it.
 *
 * When the promise settles, no process, cgroup or shared memory of the run is left.
 *
 * @returns Everything that was measured; a scenario that this machine cannot run is a `skip`.
 * @throws {UnavailableError} If cgroups or workers cannot be made here.
 */
export async function runScenario(
  scenario: Scenario,
  options: RunScenarioOptions,
): Promise<ScenarioResult> {
  const topology = readTopology();
  const before = readEnvironment(topology, options.layout.mode);
  const context = new RunContext(
    scenario,
    options.seed,
    options.progressIntervalMs ?? DEFAULT_PROGRESS_INTERVAL_MS,
    options.observer,
    options.signal ?? new AbortController().signal,
  );
  options.observer({ type: "start", scenario, seed: options.seed });

  const unmet = unmetNeed(scenario, topology);
  const outcomes = unmet === null ? await runSteps(context, options.layout) : [];
  const checks = outcomes.flatMap((outcome) => outcome.checks);
  const result: ScenarioResult = {
    schema_version: RESULT_SCHEMA_VERSION,
    ktstr_version: options.version,
    scenario: scenario.name,
    seed: options.seed,
    argv: [...options.argv],
    verdict: unmet === null ? judge(checks.map((check) => check.verdict), context) : "skip",
    reason: unmet ?? (context.signal.aborted ? "Interrupted before its time" : null),
    interrupted: context.signal.aborted,
    duration_ns: outcomes.reduce((sum, outcome) => sum + outcome.loadNs, 0),
    environment: {
      ...before,
      scheduler: { before: before.scheduler.before, after: readSchedulerState() },
      steal_pct: largestSteal(outcomes),
    },
    plan: scenario,
    timeline: context.timeline.entries,
    checks: [...checks],
    cgroups: outcomes.flatMap((outcome) => outcome.cgroups),
  };
  options.observer({ type: "end", result });
  return result;
}

async function runSteps(context: RunContext, layout: CgroupLayout): Promise<StepOutcome[]> {
  const { steps } = context.scenario;
  const cpuset = steps.some((step) => step.cgroups.some((cgroup) => cgroup.cpuset !== null));
  await using run = await RunCgroups.create(layout, { cpuset });
  const outcomes: StepOutcome[] = [];
  for (const [index, step] of steps.entries()) {
    if (context.signal.aborted) break;
    outcomes.push(await runStep(context, run, step, index));
  }
  context.enter("clean-up", 0, steps.length - 1);
  return outcomes;
}

function largestSteal(outcomes: readonly StepOutcome[]): number | null {
  const shares = outcomes.flatMap(({ interference }) => interference?.stealPct ?? []);
  return shares.length === 0 ? null : Math.max(...shares);
}

/** A run that was cut short can fail, but it cannot pass. */
function judge(verdicts: readonly Verdict[], context: RunContext): Verdict {
  const verdict = foldVerdicts(verdicts);
  return context.signal.aborted && verdict === "pass" ? "inconclusive" : verdict;
}
