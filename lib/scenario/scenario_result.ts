import type { CgroupStats, CheckResult, Verdict } from "../check/mod.ts";
import type { WorkerReport } from "../workload/mod.ts";
import type { Scenario } from "./scenario.ts";

/** Version of the shape below; a reader refuses a higher one. */
export const RESULT_SCHEMA_VERSION = 1;

/** Everything that is known after a scenario; this is what `--reporter json` writes. */
export interface ScenarioResult {
  /** Version of this shape. */
  schema_version: typeof RESULT_SCHEMA_VERSION;
  /** Version of ktstr that made the result. */
  ktstr_version: string;
  /** Name of the scenario. */
  scenario: string;
  /** Seed of everything random in the run. */
  seed: number;
  /** Command line of the run. */
  argv: string[];
  /** The worst outcome of the checks; `skip` when the machine could not run the scenario. */
  verdict: Verdict;
  /** Why the verdict is `skip` or the run was cut short; `null` otherwise. */
  reason: string | null;
  /** Whether the user stopped the run before its time. */
  interrupted: boolean;
  /** From the release of the workers to the stop, in ns. */
  duration_ns: number;
  /** The machine and the scheduler that the scenario met. */
  environment: Environment;
  /** The resolved scenario. */
  plan: Scenario;
  /** Every stage of every step with its time. */
  timeline: TimelineEntry[];
  /** What each check found in each cgroup. */
  checks: CheckResult[];
  /** One entry a cgroup, in the order of the plan. */
  cgroups: CgroupResult[];
}

/** What happened when, in ns since the run began. */
export interface TimelineEntry {
  /** When, in ns since the run began. */
  at_ns: number;
  /** Position of the step in the plan, from 0. */
  step: number;
  /** What happened. */
  event: string;
  /** More about it; may be empty. */
  detail: string;
}

/** One cgroup's part of the result. */
export interface CgroupResult {
  /** Name of the cgroup in the scenario. */
  name: string;
  /** CPUs that the cgroup was allowed, as a CPU list (`0-3,8`). */
  cpuset: string;
  /** Figures over its workers. */
  stats: CgroupStats;
  /** One report a worker, by group and index. */
  reports: WorkerReport[];
}

/** The machine and the scheduler that the scenario met; `null` where the kernel does not tell. */
export interface Environment {
  /** Name of the machine. */
  hostname: string | null;
  /** Kernel release, as `uname -r`. */
  kernel: string | null;
  /** Kernel build, as `uname -v`. */
  kernel_version: string | null;
  /** The kernel's command line. */
  kernel_cmdline: string | null;
  /** Model name of the first CPU. */
  cpu_model: string | null;
  /** How many of what the machine has. */
  topology: {
    /** Online CPUs. */
    cpus: number;
    /** The same as a CPU list. */
    online: string;
    /** Physical cores with an online CPU. */
    cores: number;
    /** Last-level caches. */
    llcs: number;
    /** NUMA nodes, memory-only ones included. */
    numa_nodes: number;
    /** Hardware threads of the core with the most. */
    threads_per_core: number;
  };
  /** How cgroups are mounted: `v2` or `hybrid`. */
  cgroup_mode: string;
  /** The sched_ext scheduler before and after the load. */
  scheduler: { before: SchedulerState; after: SchedulerState };
  /** Frequency governor of CPU 0. */
  governor: string | null;
  /** State of SMT control: `on`, `off`, `notsupported`, … */
  smt: string | null;
  /** What the kernel says of each CPU vulnerability. */
  mitigations: Record<string, string>;
  /** Pressure stall information before the load, the file's text per resource. */
  pressure: Record<string, string>;
  /** Vendor of the virtual machine; `null` on bare metal. */
  virtualisation: string | null;
  /** What runs a guest's instructions; `null` where this is no guest, or one that does not tell. */
  accelerator: "kvm" | "tcg" | null;
  /**
   * Share of the time under load that the host took away from the CPU that lost most, in percent;
   * `null` when there was no load. Over several steps it is the largest.
   */
  steal_pct: number | null;
  /** Commit of the git repository around the current directory. */
  git_commit: string | null;
}

/** Which scheduler class serves ordinary tasks. */
export interface SchedulerState {
  /** `ext` while a sched_ext scheduler is loaded, `fair` otherwise. */
  class: "fair" | "ext";
  /** Name of the loaded sched_ext scheduler. */
  ops: string | null;
  /** `/sys/kernel/sched_ext/enable_seq`: counts loads. */
  enable_seq: number | null;
}
