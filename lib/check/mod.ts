/**
 * Checks: thresholds, the figures they are held against, and verdicts.
 *
 * Every function here is pure: reports of workers in, results out.
 *
 * @module
 */
export * from "./cgroup_stats.ts";
export * from "./check_result.ts";
export * from "./completed.ts";
export * from "./evidence.ts";
export * from "./format_beside.ts";
export * from "./gap.ts";
export * from "./interference.ts";
export * from "./isolation.ts";
export * from "./judge.ts";
export * from "./limits.ts";
export * from "./not_starved.ts";
export * from "./spread.ts";
export * from "./statistics.ts";
export * from "./verdict.ts";
export { describeExit, nameWorker } from "./worker_words.ts";
