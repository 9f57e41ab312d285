import type { WorkerReport } from "../workload/mod.ts";
import type { CheckResult } from "./check_result.ts";
import type { CgroupEvidence } from "./evidence.ts";
import { noReports } from "./worker_count.ts";
import { andOthers, nameWorker } from "./worker_words.ts";

/**
 * Checks that no worker went too long between two checkpoints.
 *
 * A worker that died counts with the gaps it had published. A worker that lived and never took a
 * checkpoint has a gap of unknown length: then the check passes nothing.
 *
 * @param evidence The workers of one cgroup.
 * @param limit Longest gap that passes, in ms.
 * @returns The longest gap, and on a failure whose it was, on which CPU and when.
 */
export function checkGap(evidence: CgroupEvidence, limit: number): CheckResult {
  const { name: cgroup, reports } = evidence;
  const measured = reports.filter(hasGap).sort((a, b) => b.max_gap_ms - a.max_gap_ms);
  const samples = measured.reduce((sum, report) => sum + Math.max(1, report.checkpoints), 0);
  const common = { name: "max_gap_ms", cgroup, limit, unit: "ms", samples };
  const [worst] = measured;
  const failing = measured.filter((report) => report.max_gap_ms > limit);
  if (worst !== undefined && failing.length > 0) {
    const message = describeGap(cgroup, worst, limit) + andOthers(failing.length - 1, "over it");
    return { ...common, verdict: "fail", value: worst.max_gap_ms, message };
  }
  const value = worst?.max_gap_ms ?? null;
  const unmeasured = reports.filter((report) => report.exit_info === null && !hasGap(report));
  const [unknown] = unmeasured;
  if (unknown !== undefined) {
    const message = `${nameWorker(cgroup, unknown)} took no checkpoint, so that its longest gap ` +
      `is not known${andOthers(unmeasured.length - 1, "in the same case")}`;
    return { ...common, verdict: "inconclusive", value, message };
  }
  if (worst === undefined) {
    const message = reports.length === 0
      ? noReports(cgroup)
      : `every worker of ${cgroup} died before its first checkpoint`;
    return { ...common, verdict: "inconclusive", value, message };
  }
  const message = `the longest gap in ${cgroup} was ${worst.max_gap_ms} ms (limit ${limit} ms)`;
  return { ...common, verdict: "pass", value, message };
}

/**
 * Finds the worker with the longest gap.
 *
 * @param reports One report a worker, sentinels included.
 * @returns The first of the workers with the longest gap, or `null` when no gap was measured.
 */
export function findLongestGap(reports: readonly WorkerReport[]): WorkerReport | null {
  return reports.filter(hasGap).reduce<WorkerReport | null>(
    (longest, report) =>
      longest === null || report.max_gap_ms > longest.max_gap_ms ? report : longest,
    null,
  );
}

/** Whether a gap was measured; a worker stopped before its first checkpoint may still have one. */
function hasGap(report: WorkerReport): boolean {
  return report.checkpoints > 0 || report.max_gap_ms > 0;
}

function describeGap(cgroup: string, report: WorkerReport, limit: number): string {
  return `${nameWorker(cgroup, report)} took no checkpoint for ${report.max_gap_ms} ms on CPU ` +
    `${report.max_gap_cpu}, until ${report.max_gap_at_ms} ms after its start (limit ${limit} ms)`;
}
