import type { CheckResult } from "./check_result.ts";
import type { CgroupEvidence } from "./evidence.ts";
import { formatBeside } from "./format_beside.ts";
import { type OffCpuShare, offCpuShares, spreadOf } from "./off_cpu.ts";
import { noReports } from "./worker_count.ts";
import { nameWorker } from "./worker_words.ts";

/**
 * Checks that the workers of a cgroup were off their CPUs for similar shares of the time.
 *
 * The spread is the highest share minus the lowest, in percentage points. Only workers that
 * lived and measured a wall time are compared.
 *
 * @param evidence The workers of one cgroup.
 * @param limit Largest spread that passes, in percentage points.
 * @returns The spread, and on a failure the two workers that it lies between. Skip for a cgroup
 * of one worker, inconclusive when fewer than two of several workers can be compared.
 */
export function checkSpread(evidence: CgroupEvidence, limit: number): CheckResult {
  const { name: cgroup, reports } = evidence;
  const shares = offCpuShares(reports).sort((a, b) => a.percent - b.percent);
  const common = { name: "max_spread_pct", cgroup, limit, unit: "%", samples: shares.length };
  const lowest = shares[0];
  const highest = shares.at(-1);
  if (reports.length === 1) {
    const message = `one worker in ${cgroup} has nothing to compare with`;
    return { ...common, verdict: "skip", value: null, message };
  }
  if (lowest === undefined || highest === undefined || shares.length < 2) {
    const message = whyUnknown(evidence, shares.length);
    return { ...common, verdict: "inconclusive", value: null, message };
  }
  const value = spreadOf(lowest.percent, highest.percent);
  const failed = value > limit;
  return {
    ...common,
    verdict: failed ? "fail" : "pass",
    value,
    message: failed
      ? describeSpread(cgroup, value, limit, lowest, highest)
      : `off-CPU time of ${shares.length} workers of ${cgroup} differs by ` +
        `${formatBeside(value, limit)} points (limit ${limit})`,
  };
}

function describeSpread(
  cgroup: string,
  value: number,
  limit: number,
  lowest: OffCpuShare,
  highest: OffCpuShare,
): string {
  return `${nameWorker(cgroup, highest.report)} was off its CPU for ` +
    `${highest.percent.toFixed(1)} % of its time and ${nameWorker(cgroup, lowest.report)} for ` +
    `${lowest.percent.toFixed(1)} %: they differ by ${formatBeside(value, limit)} points ` +
    `(limit ${limit})`;
}

function whyUnknown({ name, reports }: CgroupEvidence, comparable: number): string {
  if (reports.length === 0) return noReports(name);
  return `${comparable} of ${reports.length} workers of ${name} lived and measured a wall time; ` +
    `a comparison needs 2`;
}
