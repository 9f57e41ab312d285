import type { WorkerReport } from "../workload/mod.ts";

/** How much of its time one worker was off its CPU. */
export interface OffCpuShare {
  readonly report: WorkerReport;
  /** Share of the wall time, in percent. */
  readonly percent: number;
}

/**
 * Computes the off-CPU shares that can be compared with each other.
 *
 * A worker that died measured neither its CPU time nor its wall time, and one without wall time
 * never ran its loop; both are left out.
 *
 * @param reports Reports of one cgroup's workers.
 * @returns The share of each worker that has one, in the order of the reports.
 */
export function offCpuShares(reports: readonly WorkerReport[]): OffCpuShare[] {
  return reports
    .filter((report) => report.exit_info === null && report.wall_time_ns > 0)
    .map((report) => ({ report, percent: 100 * report.off_cpu_ns / report.wall_time_ns }));
}

/**
 * Subtracts two shares, without the noise that binary fractions leave: 70.1 - 55.1 is 15, so that
 * a spread exactly at its limit is not above it.
 *
 * @param lowest The lowest share, in percent.
 * @param highest The highest share, in percent.
 * @returns The difference in percentage points, to nine decimals.
 */
export function spreadOf(lowest: number, highest: number): number {
  return Math.round((highest - lowest) * 1e9) / 1e9;
}
