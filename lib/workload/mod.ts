/**
 * Worker processes: what they do, how they are started and stopped, and what they report.
 *
 * @module
 */
export * from "./start_gate.ts";
export * from "./work_group.ts";
export * from "./work_types.ts";
export * from "./worker_report.ts";
export { type WorkerSnapshot } from "./worker_slots.ts";
export * from "./workload_handle.ts";
