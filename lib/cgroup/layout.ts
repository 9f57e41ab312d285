/** Where cpusets are made. */
export type CpusetLayout =
  | { readonly version: 2 }
  | {
    readonly version: 1;
    /** Directory in the v1 cpuset hierarchy below which runs are made. */
    readonly base: string;
  };

/** Where and how cgroups can be made on this machine. */
export interface CgroupLayout {
  /**
   * `v2` when one hierarchy serves everything, `hybrid` when cpusets belong to a v1 hierarchy
   * beside it.
   */
  readonly mode: "v2" | "hybrid";
  /** Directory in the v2 hierarchy below which runs are made. */
  readonly base: string;
  /** Whether the base is not the root of the v2 hierarchy, but a subtree of it. */
  readonly delegated: boolean;
  /** Controllers that cgroups of a run can have. */
  readonly controllers: readonly string[];
  /** Where cpusets are made; `null` when none can be made. */
  readonly cpuset: CpusetLayout | null;
  /** Directory of the v1 cpuset that this process is in; `null` where cpusets are v2. */
  readonly runnerCpuset: string | null;
}
