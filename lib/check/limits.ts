/**
 * The checks of a scenario and their limits, as under `checks:` in its file.
 *
 * `false` turns a check off.
 */
export interface CheckLimits {
  /** Every worker made progress: at least one work unit. */
  readonly not_starved: boolean;
  /** Every worker saw the stop, left its loop by itself and handed back its report. */
  readonly completed: boolean;
  /** Every worker was only seen on CPUs that its cgroup's cpuset allows. */
  readonly isolation: boolean;
  /** Largest difference of off-CPU time between two workers of a cgroup, in percentage points. */
  readonly max_spread_pct: number | false;
  /** Longest time between two checkpoints of a worker, in ms. */
  readonly max_gap_ms: number | false;
}

/**
 * What holds when a scenario says nothing: every check is on.
 *
 * - 15 percentage points of spread: on a fair scheduler equal spinning workers differ by the
 *   granularity of a time slice over a run of seconds, which is below 5.
 * - 2000 ms of gap: far above any slice or wake-up delay, below the 5 s and more after which
 *   sched_ext's own watchdog ends a scheduler.
 */
export const DEFAULT_LIMITS: CheckLimits = {
  not_starved: true,
  completed: true,
  isolation: true,
  max_spread_pct: 15,
  max_gap_ms: 2000,
};
