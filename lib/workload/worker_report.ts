/**
 * What one worker has to say about its run.
 *
 * Field names and JSON shapes are those of the original's Rust type as `serde` writes it, so that
 * tools which read its reports read ours. Fields below the line "additions" are ours.
 */
export interface WorkerReport {
  /** Thread id of the worker as the kernel knows it (`gettid`). */
  tid: number;
  /** Units of work done; one unit is the innermost step of the work type. */
  work_units: number;
  /** CPU time between the start and the end of the work loop (`CLOCK_THREAD_CPUTIME_ID`), in ns. */
  cpu_time_ns: number;
  /** Wall time of the work loop (`CLOCK_MONOTONIC`), in ns. */
  wall_time_ns: number;
  /** `wall_time_ns - cpu_time_ns`, never below 0: waiting for a CPU, sleeping, and blocked. */
  off_cpu_ns: number;
  /** CPU changes seen at checkpoints: a lower bound of the real number. */
  migration_count: number;
  /** CPUs that the worker was seen on, ascending. */
  cpus_used: number[];
  /** The latest CPU changes, oldest first; `migration_count` counts on when the list is full. */
  migrations: Migration[];
  /** Longest wall time between two checkpoints, in whole ms. */
  max_gap_ms: number;
  /** The CPU that the worker was on when the longest gap began. */
  max_gap_cpu: number;
  /** When the longest gap ended, in ms since the worker's start. */
  max_gap_at_ms: number;
  /** Sampled durations of blocking operations, in ns; at most 100 000 of them. */
  resume_latencies_ns: number[];
  /** How many such durations were seen, dropped ones included. */
  wake_sample_total: number;
  /** Sampled wall times of one compute iteration, in ns; at most 100 000 of them. */
  iteration_costs_ns: number[];
  /** How many compute iterations were timed, dropped samples included. */
  iteration_cost_sample_total: number;
  /** Turns of the outer loop. */
  iterations: number;
  /** Time spent runnable but waiting for a CPU during the loop, in ns (`schedstat` field 2). */
  schedstat_run_delay_ns: number;
  /** How often the scheduler picked the worker during the loop (`schedstat` field 3). */
  schedstat_run_count: number;
  /** On-CPU time during the loop, in ns (`schedstat` field 1). */
  schedstat_cpu_time_ns: number;
  /** Whether the worker saw the stop and left its loop by itself. */
  completed: boolean;
  /** Resident pages per NUMA node after the loop, keyed by node id. */
  numa_pages: Record<string, number>;
  /** Growth of `numa_pages_migrated` in `/proc/vmstat` during the loop (system-wide). */
  vmstat_numa_pages_migrated: number;
  /** How the worker died; `null` on every report that a live worker wrote. */
  exit_info: WorkerExitInfo | null;
  /** Whether the worker is the waking side of a fan-out group. */
  is_messenger: boolean;
  /** Which work group the worker belongs to: 0 for the primary, 1 and up for composed ones. */
  group_idx: number;
  /** Why the requested affinity could not be applied; `null` when it was, or none was asked for. */
  affinity_error: string | null;

  // additions

  /** Position of the worker in its group, from 0. */
  index: number;
  /** From the release of all workers to this one's first instruction of work, in ns. */
  start_offset_ns: number;
  /** Checkpoints taken: one whenever `work_units` is a multiple of 1024 after an iteration. */
  checkpoints: number;
}

/** One CPU change. */
export interface Migration {
  /** When the change was noticed, in ns since the worker's start. */
  at_ns: number;
  /** CPU at the checkpoint before. */
  from_cpu: number;
  /** CPU at this checkpoint. */
  to_cpu: number;
}

/**
 * How a worker ended that handed back no report.
 *
 * - `{ Exited: code }`: it exited by itself.
 * - `{ Signaled: signum }`: a signal killed it.
 * - `"TimedOut"`: it was still alive at the collection deadline and was killed then.
 * - `{ WaitFailed: text }`: its end could not be learned.
 * - `{ Panicked: text }`: a thread or a custom worker threw.
 */
export type WorkerExitInfo =
  | { Exited: number }
  | { Signaled: number }
  | "TimedOut"
  | { WaitFailed: string }
  | { Panicked: string };
