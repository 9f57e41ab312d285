import type { CheckResult } from "./check_result.ts";

/** What a check that counts workers has found. */
export interface WorkerCount {
  /** Name of the check. */
  readonly name: string;
  readonly cgroup: string;
  /** How many workers the check could examine. */
  readonly examined: number;
  /** How many of them fail it. */
  readonly failing: number;
  /** Says what was found when something was examined. */
  readonly message: string;
  /** Says why nothing could be examined, for the case that `examined` is 0. */
  readonly unknown: string;
}

/**
 * Judges a check that not a single worker may fail.
 *
 * @param count What the check has found.
 * @returns Fail when a worker fails it, inconclusive when none could be examined, otherwise pass.
 */
export function judgeWorkerCount(count: WorkerCount): CheckResult {
  const { name, cgroup, examined, failing } = count;
  const common = { name, cgroup, limit: 0, unit: "workers", samples: examined };
  if (examined === 0) {
    return { ...common, verdict: "inconclusive", value: null, message: count.unknown };
  }
  const verdict = failing === 0 ? "pass" : "fail";
  return { ...common, verdict, value: failing, message: count.message };
}

/** Why a check of a cgroup without any report is inconclusive. */
export function noReports(cgroup: string): string {
  return `${cgroup} has no worker reports`;
}
