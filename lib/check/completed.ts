import type { WorkerReport } from "../workload/mod.ts";
import type { CheckResult } from "./check_result.ts";
import type { CgroupEvidence } from "./evidence.ts";
import { judgeWorkerCount, noReports } from "./worker_count.ts";
import { andOthers, describeExit, nameWorker } from "./worker_words.ts";

/**
 * Checks that every worker saw the stop, left its loop by itself and handed back its report.
 *
 * @param evidence The workers of one cgroup.
 * @returns How many workers did not, and how the first of them ended.
 */
export function checkCompleted(evidence: CgroupEvidence): CheckResult {
  const { name: cgroup, reports } = evidence;
  const failing = reports.filter((report) => !report.completed || report.exit_info !== null);
  const [first] = failing;
  return judgeWorkerCount({
    name: "completed",
    cgroup,
    examined: reports.length,
    failing: failing.length,
    message: first === undefined
      ? `every worker of ${cgroup} completed`
      : describeEnd(cgroup, first) + andOthers(failing.length - 1, "not completed"),
    unknown: noReports(cgroup),
  });
}

function describeEnd(cgroup: string, report: WorkerReport): string {
  const end = report.exit_info === null
    ? "left its loop before the stop"
    : describeExit(report.exit_info);
  return `${nameWorker(cgroup, report)} ${end}`;
}
