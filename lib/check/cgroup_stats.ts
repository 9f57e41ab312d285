import type { WorkerReport } from "../workload/mod.ts";
import { findLongestGap } from "./gap.ts";
import { offCpuShares, spreadOf } from "./off_cpu.ts";
import { mean, percentile } from "./statistics.ts";

const NS_PER_SEC = 1_000_000_000;

/** Figures of one cgroup over all its workers; `null` where there was nothing to compute from. */
export interface CgroupStats {
  /** Workers, dead ones included. */
  num_workers: number;
  /** CPUs that any worker was seen on, ascending. */
  cpus_used: number[];
  /** Mean share of wall time that a worker was off its CPU, in percent. */
  avg_off_cpu_pct: number | null;
  /** Lowest share of any worker, in percent. */
  min_off_cpu_pct: number | null;
  /** Highest share of any worker, in percent. */
  max_off_cpu_pct: number | null;
  /** `max_off_cpu_pct - min_off_cpu_pct`, in percentage points; `null` below two workers. */
  spread_pct: number | null;
  /** Longest gap of any worker, in ms. */
  max_gap_ms: number | null;
  /** The CPU that the worker was on when the longest gap began. */
  max_gap_cpu: number | null;
  /** CPU changes seen, summed over the workers. */
  total_migrations: number;
  /** Turns of the outer loop, summed over the workers. */
  total_iterations: number;
  /** Units of work, summed over the workers. */
  total_work_units: number;
  /** CPU time, summed over the workers, in ns. */
  total_cpu_time_ns: number;
  /** Iterations of all workers per second of the longest worker's wall time. */
  iterations_per_sec: number | null;
  /** Mean time that a worker waited for a CPU, in ns. */
  mean_run_delay_ns: number | null;
  /** Longest time that a worker waited for a CPU, in ns. */
  worst_run_delay_ns: number | null;
  /** From the release to a worker's first instruction, in ns: the median worker. */
  median_start_offset_ns: number | null;
  /** From the release to a worker's first instruction, in ns: the last worker. */
  worst_start_offset_ns: number | null;
}

/**
 * Computes the figures of one cgroup.
 *
 * Sums and CPUs include workers that died, with what they had published. Shares, run delays and
 * the spread only come from workers that lived: a dead one never measured them. A spread needs
 * two workers, since one has nothing to differ from.
 *
 * @param reports One report a worker, sentinels included.
 * @returns The figures; `null` in each field that nothing was measured for.
 */
export function computeCgroupStats(reports: readonly WorkerReport[]): CgroupStats {
  const shares = offCpuShares(reports).map((share) => share.percent);
  const minShare = least(shares);
  const maxShare = greatest(shares);
  const gap = findLongestGap(reports);
  const runDelays = reports.filter(hasSchedstat).map((report) => report.schedstat_run_delay_ns);
  const startOffsets = reports.filter(hasStarted).map((report) => report.start_offset_ns)
    .sort((a, b) => a - b);
  const totalIterations = sum(reports, (report) => report.iterations);
  const longestWallNs = greatest(reports.map((report) => report.wall_time_ns)) ?? 0;
  return {
    num_workers: reports.length,
    cpus_used: [...new Set(reports.flatMap((report) => report.cpus_used))].sort((a, b) => a - b),
    avg_off_cpu_pct: mean(shares),
    min_off_cpu_pct: minShare,
    max_off_cpu_pct: maxShare,
    spread_pct: minShare === null || maxShare === null || shares.length < 2
      ? null
      : spreadOf(minShare, maxShare),
    max_gap_ms: gap?.max_gap_ms ?? null,
    max_gap_cpu: gap?.max_gap_cpu ?? null,
    total_migrations: sum(reports, (report) => report.migration_count),
    total_iterations: totalIterations,
    total_work_units: sum(reports, (report) => report.work_units),
    total_cpu_time_ns: sum(reports, (report) => report.cpu_time_ns),
    iterations_per_sec: longestWallNs === 0 ? null : totalIterations / (longestWallNs / NS_PER_SEC),
    mean_run_delay_ns: roundOrNull(mean(runDelays)),
    worst_run_delay_ns: greatest(runDelays),
    median_start_offset_ns: percentile(startOffsets, 50),
    worst_start_offset_ns: startOffsets.at(-1) ?? null,
  };
}

function sum(reports: readonly WorkerReport[], field: (report: WorkerReport) => number): number {
  return reports.reduce((total, report) => total + field(report), 0);
}

// Math.min and Math.max with spread arguments overflow the stack on long lists.
function least(values: readonly number[]): number | null {
  return values.reduce<number | null>((a, b) => a === null || b < a ? b : a, null);
}

function greatest(values: readonly number[]): number | null {
  return values.reduce<number | null>((a, b) => a === null || b > a ? b : a, null);
}

/** Whether the kernel's statistics were read: a worker that ran has at least some CPU time. */
function hasSchedstat(report: WorkerReport): boolean {
  return report.exit_info === null &&
    (report.schedstat_cpu_time_ns > 0 || report.schedstat_run_count > 0 ||
      report.schedstat_run_delay_ns > 0);
}

/** Whether the worker got past the start; a sentinel of one that did not has an offset of 0. */
function hasStarted(report: WorkerReport): boolean {
  return report.exit_info === null || report.start_offset_ns > 0;
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
