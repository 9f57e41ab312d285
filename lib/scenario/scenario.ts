import type { CheckLimits } from "../check/mod.ts";

/** A scenario as its file says it, checked and with every default filled in. */
export interface Scenario {
  /** What `ktstr run` calls it. */
  readonly name: string;
  /** What it finds in a scheduler, in one sentence. */
  readonly description: string;
  /** Words to choose scenarios by. */
  readonly tags: readonly string[];
  /** How long the load runs, in ns. */
  readonly durationNs: number;
  /** What happens, in order. */
  readonly steps: readonly Step[];
  /** What the workers are judged by. */
  readonly checks: CheckLimits;
  /** The file it came from, as the user may open it. */
  readonly file: string;
}

/** One part of a scenario: cgroups that exist and are loaded while it holds. */
export interface Step {
  /** Cgroups that are added in this step. */
  readonly cgroups: readonly CgroupSpec[];
  /** How long the step holds, as a fraction of {@linkcode Scenario.durationNs} (1 is all of it). */
  readonly hold: number;
}

/** One cgroup and the workers that load it. */
export interface CgroupSpec {
  /** Its name below the run's own cgroup; `/` nests. */
  readonly name: string;
  /** CPUs that it may use, ascending; `null` when the scenario does not confine it. */
  readonly cpuset: readonly number[] | null;
  /** Work groups, in the order of the file; the first one is the primary group. */
  readonly work: readonly WorkSpec[];
}

/** Workers of one kind. */
export interface WorkSpec {
  /** Name of the work type. */
  readonly type: string;
  /** Every parameter of the type, defaults included, by name: counts, ns for times, bytes for sizes. */
  readonly params: Readonly<Record<string, number>>;
  /** How many worker processes. */
  readonly workers: number;
}
