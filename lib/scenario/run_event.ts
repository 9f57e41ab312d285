import type { ScenarioResult } from "./scenario_result.ts";
import type { Scenario } from "./scenario.ts";

/** What the engine tells while a scenario runs; reporters draw from it. */
export type RunEvent =
  | { readonly type: "start"; readonly scenario: Scenario; readonly seed: number }
  | { readonly type: "phase"; readonly phase: RunPhase; readonly workers: number }
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "end"; readonly result: ScenarioResult };

/** The stages that a run goes through, in order. */
export type RunPhase = "cgroups" | "spawn" | "place" | "hold" | "stop" | "clean-up";

/** A look at the workers while they run. */
export interface Progress {
  /** Since the release, in ns. */
  readonly elapsedNs: number;
  /** Planned length of the load, in ns. */
  readonly durationNs: number;
  /** One entry a cgroup of the step. */
  readonly cgroups: readonly CgroupProgress[];
}

/** One cgroup's part of {@linkcode Progress}. */
export interface CgroupProgress {
  /** Name of the cgroup in the scenario. */
  readonly name: string;
  /** Workers that were started in it. */
  readonly workers: number;
  /** Iterations of all workers per second since the last look. */
  readonly iterationsPerSec: number;
  /** CPUs that the workers were on at their last checkpoint, ascending. */
  readonly cpus: readonly number[];
}
