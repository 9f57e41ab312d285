import type { WorkerReport } from "../workload/mod.ts";

/** What is known about the workers of one cgroup when the checks judge them. */
export interface CgroupEvidence {
  /** Name of the cgroup in the scenario. */
  readonly name: string;
  /** CPUs that the workers were allowed to run on, ascending. */
  readonly allowedCpus: readonly number[];
  /** One report a worker, sentinels included, ordered by group and index. */
  readonly reports: readonly WorkerReport[];
}
