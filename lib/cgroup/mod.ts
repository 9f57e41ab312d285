/**
 * The cgroups of a run: where they can be made, placing processes in them, removing them.
 *
 * This room alone writes below the cgroup mount.
 *
 * @module
 */
export { Cgroup, type Placement } from "./cgroup.ts";
export * from "./cgroup_name.ts";
export * from "./cleanup_dead_runs.ts";
export * from "./detect_cgroups.ts";
export * from "./layout.ts";
export * from "./placement_error.ts";
export * from "./run_cgroups.ts";
