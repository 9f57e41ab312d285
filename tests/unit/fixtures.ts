import type { CgroupEvidence, CgroupStats, CheckResult } from "../../lib/check/mod.ts";
import { computeCgroupStats, DEFAULT_LIMITS } from "../../lib/check/mod.ts";
import type {
  CgroupResult,
  Environment,
  Scenario,
  ScenarioResult,
} from "../../lib/scenario/mod.ts";
import { RESULT_SCHEMA_VERSION } from "../../lib/scenario/mod.ts";
import type { WorkerReport } from "../../lib/workload/mod.ts";

/** A worker that spun for one second, half of it off its CPU, and did everything right. */
export function workerReport(changes: Partial<WorkerReport> = {}): WorkerReport {
  return {
    tid: 4242 + (changes.index ?? 0),
    work_units: 1_024_000,
    cpu_time_ns: 500_000_000,
    wall_time_ns: 1_000_000_000,
    off_cpu_ns: 500_000_000,
    migration_count: 1,
    cpus_used: [0, 1],
    migrations: [{ at_ns: 250_000_000, from_cpu: 0, to_cpu: 1 }],
    max_gap_ms: 12,
    max_gap_cpu: 1,
    max_gap_at_ms: 640,
    resume_latencies_ns: [],
    wake_sample_total: 0,
    iteration_costs_ns: [],
    iteration_cost_sample_total: 0,
    iterations: 1000,
    schedstat_run_delay_ns: 490_000_000,
    schedstat_run_count: 120,
    schedstat_cpu_time_ns: 500_000_000,
    completed: true,
    numa_pages: { "0": 42 },
    vmstat_numa_pages_migrated: 0,
    exit_info: null,
    is_messenger: false,
    group_idx: 0,
    affinity_error: null,
    index: 0,
    start_offset_ns: 800_000,
    checkpoints: 1000,
    ...changes,
  };
}

/** A worker that died half-way: what it had published is there, what it had not measured is 0. */
export function deadReport(changes: Partial<WorkerReport> = {}): WorkerReport {
  return workerReport({
    cpu_time_ns: 0,
    wall_time_ns: 0,
    off_cpu_ns: 0,
    schedstat_run_delay_ns: 0,
    schedstat_run_count: 0,
    schedstat_cpu_time_ns: 0,
    completed: false,
    numa_pages: {},
    exit_info: { Signaled: 9 },
    ...changes,
  });
}

/** Evidence of the cgroup `cg_0` on CPUs 0 and 1. */
export function evidence(reports: WorkerReport[], allowedCpus = [0, 1]): CgroupEvidence {
  return { name: "cg_0", allowedCpus, reports };
}

/** A check of `cg_0` that passed. */
export function checkResult(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    name: "not_starved",
    cgroup: "cg_0",
    verdict: "pass",
    value: 0,
    limit: 0,
    unit: "workers",
    samples: 2,
    message: "every worker of cg_0 made progress",
    ...changes,
  };
}

/** A cgroup and the figures of its workers. */
export function cgroupResult(
  name: string,
  reports: WorkerReport[],
  stats: Partial<CgroupStats> = {},
): CgroupResult {
  return { name, cpuset: "0-1", stats: { ...computeCgroupStats(reports), ...stats }, reports };
}

/** A machine with two CPUs and no sched_ext scheduler. */
export function environment(changes: Partial<Environment> = {}): Environment {
  return {
    hostname: "box",
    kernel: "6.18.0",
    kernel_version: "#1 SMP PREEMPT_DYNAMIC",
    kernel_cmdline: "quiet",
    cpu_model: "Example CPU",
    topology: { cpus: 2, online: "0-1", cores: 2, llcs: 1, numa_nodes: 1, threads_per_core: 1 },
    cgroup_mode: "v2",
    scheduler: {
      before: { class: "fair", ops: null, enable_seq: null },
      after: { class: "fair", ops: null, enable_seq: null },
    },
    governor: null,
    smt: null,
    mitigations: {},
    pressure: {},
    virtualisation: null,
    accelerator: null,
    steal_pct: 0,
    git_commit: null,
    ...changes,
  };
}

/** The scenario of the README. */
export function scenario(changes: Partial<Scenario> = {}): Scenario {
  const work = [{ type: "SpinWait", params: { spin_iters: 1024 }, workers: 2 }];
  return {
    name: "steady",
    description: "Two cgroups with equal load share the machine fairly.",
    tags: ["basic"],
    durationNs: 1_000_000_000,
    steps: [{
      cgroups: [{ name: "cg_0", cpuset: null, work }, { name: "cg_1", cpuset: null, work }],
      hold: 1,
    }],
    checks: DEFAULT_LIMITS,
    file: "scenarios/steady.yaml",
    ...changes,
  };
}

/** A passing run of {@linkcode scenario} with two workers in each of two cgroups. */
export function scenarioResult(changes: Partial<ScenarioResult> = {}): ScenarioResult {
  const reports = () => [workerReport({ index: 0 }), workerReport({ index: 1 })];
  const names = ["not_starved", "completed", "isolation", "max_spread_pct", "max_gap_ms"];
  return {
    schema_version: RESULT_SCHEMA_VERSION,
    ktstr_version: "0.1.0",
    scenario: "steady",
    seed: 42,
    argv: ["run", "steady"],
    verdict: "pass",
    reason: null,
    interrupted: false,
    duration_ns: 1_000_000_000,
    environment: environment(),
    plan: scenario(),
    timeline: [{ at_ns: 0, step: 0, event: "release", detail: "4 workers" }],
    checks: ["cg_0", "cg_1"].flatMap((cgroup) =>
      names.map((name) => checkResult({ name, cgroup, message: `${name} of ${cgroup} held` }))
    ),
    cgroups: [cgroupResult("cg_0", reports()), cgroupResult("cg_1", reports())],
    ...changes,
  };
}
