import { z } from "zod";
import type { WorkerReport } from "./worker_report.ts";

const count = z.number().int().nonnegative();

const migration = z.object({ at_ns: count, from_cpu: count, to_cpu: count });

const workerReport = z.strictObject({
  tid: count,
  work_units: count,
  cpu_time_ns: count,
  wall_time_ns: count,
  off_cpu_ns: count,
  migration_count: count,
  cpus_used: z.array(count),
  migrations: z.array(migration),
  max_gap_ms: count,
  max_gap_cpu: count,
  max_gap_at_ms: count,
  resume_latencies_ns: z.array(count),
  wake_sample_total: count,
  iteration_costs_ns: z.array(count),
  iteration_cost_sample_total: count,
  iterations: count,
  schedstat_run_delay_ns: count,
  schedstat_run_count: count,
  schedstat_cpu_time_ns: count,
  completed: z.boolean(),
  numa_pages: z.record(z.string(), count),
  vmstat_numa_pages_migrated: count,
  exit_info: z.null(),
  is_messenger: z.boolean(),
  group_idx: count,
  affinity_error: z.string().nullable(),
  index: count,
  start_offset_ns: count,
  checkpoints: count,
}) satisfies z.ZodType<WorkerReport>;

/**
 * Reads what a worker wrote to its report pipe.
 *
 * @param payload The bytes as they came; a killed worker may have written half of them.
 * @returns The report, or `null` if the bytes are not one.
 */
export function parseReport(payload: Uint8Array): WorkerReport | null {
  try {
    return workerReport.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch {
    return null;
  }
}
