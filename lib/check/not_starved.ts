import type { WorkerReport } from "../workload/mod.ts";
import type { CheckResult } from "./check_result.ts";
import type { CgroupEvidence } from "./evidence.ts";
import { judgeWorkerCount, noReports } from "./worker_count.ts";
import { andOthers, describeExit, nameWorker } from "./worker_words.ts";

/**
 * Checks that every worker made progress: at least one work unit.
 *
 * A worker that died counts too, with what it had published until then; the message says how it
 * died, since that may be why it did nothing.
 *
 * @param evidence The workers of one cgroup.
 * @returns How many workers did nothing, and the first of them by name.
 */
export function checkNotStarved(evidence: CgroupEvidence): CheckResult {
  const { name: cgroup, reports } = evidence;
  const starved = reports.filter((report) => report.work_units === 0);
  const [first] = starved;
  return judgeWorkerCount({
    name: "not_starved",
    cgroup,
    examined: reports.length,
    failing: starved.length,
    message: first === undefined
      ? `every worker of ${cgroup} made progress`
      : describeStarved(cgroup, first) + andOthers(starved.length - 1, "without progress"),
    unknown: noReports(cgroup),
  });
}

function describeStarved(cgroup: string, report: WorkerReport): string {
  const progress = `${nameWorker(cgroup, report)} made no progress (0 work units)`;
  return report.exit_info === null ? progress : `${progress}; it ${describeExit(report.exit_info)}`;
}
