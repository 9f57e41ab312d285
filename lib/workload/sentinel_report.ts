import type { WorkerExitInfo, WorkerReport } from "./worker_report.ts";
import type { WorkerSnapshot, WorkerTrace } from "./worker_slots.ts";

const NS_PER_MS = 1_000_000;

/** What is known of a worker that handed back no report. */
export interface SentinelEvidence {
  readonly exitInfo: WorkerExitInfo;
  /** Process id of the worker. */
  readonly pid: number;
  readonly snapshot: WorkerSnapshot;
  readonly trace: WorkerTrace;
  /** `CLOCK_MONOTONIC` at the release, in ns; `null` when there was none. */
  readonly releasedNs: number | null;
  /** `CLOCK_MONOTONIC` when the worker was given up, in ns. */
  readonly collectedNs: number;
}

/**
 * Makes the report of a worker that could not write its own, from what reached shared memory.
 *
 * Counters, CPUs, migrations and gaps are what the worker had published. CPU time, wall time and
 * the kernel's statistics are 0: nobody measured them. The gap of a worker that was still alive
 * at the deadline includes the time since its last checkpoint.
 */
export function sentinelReport(evidence: SentinelEvidence): WorkerReport {
  const { snapshot, trace, exitInfo } = evidence;
  const gap = longestGap(evidence);
  return {
    tid: snapshot.tid === 0 ? evidence.pid : snapshot.tid,
    work_units: snapshot.workUnits,
    cpu_time_ns: 0,
    wall_time_ns: 0,
    off_cpu_ns: 0,
    migration_count: snapshot.migrationCount,
    cpus_used: trace.cpusUsed,
    migrations: trace.migrations,
    max_gap_ms: Math.floor(gap.ns / NS_PER_MS),
    max_gap_cpu: gap.cpu,
    max_gap_at_ms: Math.floor(gap.atNs / NS_PER_MS),
    resume_latencies_ns: [],
    wake_sample_total: 0,
    iteration_costs_ns: [],
    iteration_cost_sample_total: 0,
    iterations: snapshot.iterations,
    schedstat_run_delay_ns: 0,
    schedstat_run_count: 0,
    schedstat_cpu_time_ns: 0,
    completed: false,
    numa_pages: {},
    vmstat_numa_pages_migrated: 0,
    exit_info: exitInfo,
    is_messenger: false,
    group_idx: snapshot.groupIdx,
    affinity_error: null,
    index: snapshot.index,
    start_offset_ns: startOffset(evidence),
    checkpoints: snapshot.checkpoints,
  };
}

function longestGap(evidence: SentinelEvidence): { ns: number; cpu: number; atNs: number } {
  const { snapshot, exitInfo, collectedNs } = evidence;
  const published = { ns: snapshot.maxGapNs, cpu: snapshot.maxGapCpu, atNs: snapshot.maxGapAtNs };
  if (exitInfo !== "TimedOut" || snapshot.state !== "RUNNING") return published;
  const open = collectedNs - snapshot.lastCheckpointNs;
  return open > published.ns
    ? { ns: open, cpu: snapshot.lastCpu, atNs: collectedNs - snapshot.startedNs }
    : published;
}

function startOffset({ snapshot, releasedNs }: SentinelEvidence): number {
  return releasedNs === null || snapshot.startedNs === 0
    ? 0
    : Math.max(0, snapshot.startedNs - releasedNs);
}
