import { findLongestGap } from "../check/mod.ts";
import type { CgroupResult } from "../scenario/mod.ts";
import { formatCpuList, parseCpuList } from "../topology/mod.ts";
import { formatDuration } from "../units/mod.ts";
import { formatCount, orUnmeasured, UNMEASURED } from "./numbers.ts";
import { type Column, renderTable, type RenderTableOptions } from "./table.ts";
import { printable } from "./text_layout.ts";

const NS_PER_MS = 1_000_000;
/** Longer CPU lists are shown as a count; the exact ones are in the JSON. */
const LONGEST_CPU_LIST = 20;

const COLUMNS: readonly Column<CgroupResult>[] = [
  { title: "cgroup", align: "left", cell: (cgroup) => printable(cgroup.name) },
  { title: "workers", align: "right", cell: workers },
  { title: "CPUs used", align: "left", cell: cpus },
  { title: "off-CPU %", align: "left", cell: offCpu },
  {
    title: "spread",
    align: "right",
    cell: ({ stats }) => orUnmeasured(stats.spread_pct, (points) => points.toFixed(1)),
  },
  { title: "longest gap", align: "left", cell: longestGap },
  {
    title: "migrations",
    align: "right",
    cell: ({ stats }) => formatCount(stats.total_migrations),
  },
  { title: "iterations", align: "right", cell: ({ stats }) => formatCount(stats.total_iterations) },
  {
    title: "it/s",
    align: "right",
    cell: ({ stats }) => orUnmeasured(stats.iterations_per_sec, formatCount),
  },
  {
    title: "run delay avg/max",
    align: "left",
    cell: ({ stats }) => durations(stats.mean_run_delay_ns, stats.worst_run_delay_ns),
  },
  {
    title: "start skew p50/max",
    align: "left",
    cell: ({ stats }) => durations(stats.median_start_offset_ns, stats.worst_start_offset_ns),
  },
];

/**
 * Lays out the figures of cgroups, one row each.
 *
 * @returns The lines of the table; none for no cgroup.
 */
export function renderCgroupTable(
  cgroups: readonly CgroupResult[],
  options: RenderTableOptions,
): string[] {
  return cgroups.length === 0 ? [] : renderTable(COLUMNS, cgroups, options);
}

function workers({ stats, reports }: CgroupResult): string {
  const dead = reports.filter((report) => report.exit_info !== null).length;
  return dead === 0 ? `${stats.num_workers}` : `${stats.num_workers}, ${dead} dead`;
}

function cpus({ stats, cpuset }: CgroupResult): string {
  const used = stats.cpus_used.length === 0 ? "none" : formatCpuList(stats.cpus_used);
  const lists = `${used} of ${cpuset}`;
  return lists.length <= LONGEST_CPU_LIST
    ? lists
    : `${stats.cpus_used.length} of ${parseCpuList(cpuset).length}`;
}

function offCpu({ stats }: CgroupResult): string {
  const { min_off_cpu_pct: lowest, max_off_cpu_pct: highest } = stats;
  if (lowest === null || highest === null) return UNMEASURED;
  return stats.num_workers === 1
    ? lowest.toFixed(1)
    : `${lowest.toFixed(1)}..${highest.toFixed(1)}`;
}

function longestGap({ reports }: CgroupResult): string {
  const worst = findLongestGap(reports);
  if (worst === null) return UNMEASURED;
  const [gap, end] = [worst.max_gap_ms, worst.max_gap_at_ms].map((ms) =>
    // Gaps are floored to whole ms; 0 would look like no gap at all.
    ms === 0 ? "<1ms" : formatDuration(ms * NS_PER_MS)
  );
  return `${gap} on CPU ${worst.max_gap_cpu} at ${end}`;
}

function durations(typicalNs: number | null, worstNs: number | null): string {
  if (typicalNs === null || worstNs === null) return UNMEASURED;
  return `${formatDuration(typicalNs)}/${formatDuration(worstNs)}`;
}
