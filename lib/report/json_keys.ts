import type { CgroupStats, CheckResult } from "../check/mod.ts";
import type { CgroupResult, Environment, ScenarioResult, TimelineEntry } from "../scenario/mod.ts";
import type { WorkerReport } from "../workload/mod.ts";
import type { KeyOrder } from "./key_order.ts";

/** Order of the keys in {@linkcode ScenarioResult}: what identifies a run comes first. */
export const RESULT_KEYS: KeyOrder<ScenarioResult> = {
  schema_version: true,
  ktstr_version: true,
  scenario: true,
  verdict: true,
  reason: true,
  interrupted: true,
  duration_ns: true,
  seed: true,
  argv: true,
  environment: true,
  plan: true,
  timeline: true,
  checks: true,
  cgroups: true,
};

/** Order of the keys in {@linkcode Environment}. */
export const ENVIRONMENT_KEYS: KeyOrder<Environment> = {
  hostname: true,
  kernel: true,
  kernel_version: true,
  kernel_cmdline: true,
  cpu_model: true,
  topology: true,
  cgroup_mode: true,
  scheduler: true,
  governor: true,
  smt: true,
  mitigations: true,
  pressure: true,
  virtualisation: true,
  accelerator: true,
  steal_pct: true,
  git_commit: true,
};

/** Order of the keys in {@linkcode TimelineEntry}. */
export const TIMELINE_KEYS: KeyOrder<TimelineEntry> = {
  at_ns: true,
  step: true,
  event: true,
  detail: true,
};

/** Order of the keys in {@linkcode CheckResult}. */
export const CHECK_KEYS: KeyOrder<CheckResult> = {
  name: true,
  cgroup: true,
  verdict: true,
  value: true,
  limit: true,
  unit: true,
  samples: true,
  message: true,
};

/** Order of the keys in {@linkcode CgroupResult}. */
export const CGROUP_KEYS: KeyOrder<CgroupResult> = {
  name: true,
  cpuset: true,
  stats: true,
  reports: true,
};

/** Order of the keys in {@linkcode CgroupStats}. */
export const STATS_KEYS: KeyOrder<CgroupStats> = {
  num_workers: true,
  cpus_used: true,
  avg_off_cpu_pct: true,
  min_off_cpu_pct: true,
  max_off_cpu_pct: true,
  spread_pct: true,
  max_gap_ms: true,
  max_gap_cpu: true,
  total_migrations: true,
  total_iterations: true,
  total_work_units: true,
  total_cpu_time_ns: true,
  iterations_per_sec: true,
  mean_run_delay_ns: true,
  worst_run_delay_ns: true,
  median_start_offset_ns: true,
  worst_start_offset_ns: true,
};

/** Order of the keys in {@linkcode WorkerReport}: the original's declaration order, then ours. */
export const REPORT_KEYS: KeyOrder<WorkerReport> = {
  tid: true,
  work_units: true,
  cpu_time_ns: true,
  wall_time_ns: true,
  off_cpu_ns: true,
  migration_count: true,
  cpus_used: true,
  migrations: true,
  max_gap_ms: true,
  max_gap_cpu: true,
  max_gap_at_ms: true,
  resume_latencies_ns: true,
  wake_sample_total: true,
  iteration_costs_ns: true,
  iteration_cost_sample_total: true,
  iterations: true,
  schedstat_run_delay_ns: true,
  schedstat_run_count: true,
  schedstat_cpu_time_ns: true,
  completed: true,
  numa_pages: true,
  vmstat_numa_pages_migrated: true,
  exit_info: true,
  is_messenger: true,
  group_idx: true,
  affinity_error: true,
  index: true,
  start_offset_ns: true,
  checkpoints: true,
};
