import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { computeCgroupStats } from "../../../lib/check/mod.ts";
import { deadReport, workerReport } from "../fixtures.ts";

Deno.test("computeCgroupStats() sums, averages and keeps the extremes", () => {
  const stats = computeCgroupStats([
    workerReport({ index: 0, off_cpu_ns: 400_000_000, max_gap_ms: 30, max_gap_cpu: 0 }),
    workerReport({
      index: 1,
      off_cpu_ns: 500_000_000,
      max_gap_ms: 40,
      max_gap_cpu: 3,
      cpus_used: [3],
      iterations: 3000,
      wall_time_ns: 2_000_000_000,
      schedstat_run_delay_ns: 10_000_001,
      start_offset_ns: 2_000_000,
    }),
  ]);
  assertEquals(stats, {
    num_workers: 2,
    cpus_used: [0, 1, 3],
    avg_off_cpu_pct: 32.5,
    min_off_cpu_pct: 25,
    max_off_cpu_pct: 40,
    spread_pct: 15,
    max_gap_ms: 40,
    max_gap_cpu: 3,
    total_migrations: 2,
    total_iterations: 4000,
    total_work_units: 2_048_000,
    total_cpu_time_ns: 1_000_000_000,
    iterations_per_sec: 2000,
    mean_run_delay_ns: 250_000_001,
    worst_run_delay_ns: 490_000_000,
    median_start_offset_ns: 800_000,
    worst_start_offset_ns: 2_000_000,
  });
});

Deno.test("computeCgroupStats() has no figure for what nobody measured", () => {
  const unmeasured = {
    avg_off_cpu_pct: null,
    min_off_cpu_pct: null,
    max_off_cpu_pct: null,
    spread_pct: null,
    max_gap_ms: null,
    max_gap_cpu: null,
    iterations_per_sec: null,
    mean_run_delay_ns: null,
    worst_run_delay_ns: null,
    median_start_offset_ns: null,
    worst_start_offset_ns: null,
  };
  const nothing = {
    num_workers: 0,
    cpus_used: [],
    total_migrations: 0,
    total_iterations: 0,
    total_work_units: 0,
    total_cpu_time_ns: 0,
  };
  assertEquals(computeCgroupStats([]), { ...nothing, ...unmeasured });
  const neverStarted = deadReport({
    work_units: 0,
    iterations: 0,
    migration_count: 0,
    migrations: [],
    cpus_used: [],
    checkpoints: 0,
    max_gap_ms: 0,
    start_offset_ns: 0,
  });
  assertEquals(computeCgroupStats([neverStarted]), { ...nothing, num_workers: 1, ...unmeasured });
});

Deno.test("computeCgroupStats() counts what a dead worker published, not what it did not measure", () => {
  const stats = computeCgroupStats([
    workerReport(),
    deadReport({ index: 1, cpus_used: [5], max_gap_ms: 90, max_gap_cpu: 5 }),
  ]);
  assertEquals([stats.total_iterations, stats.cpus_used], [2000, [0, 1, 5]]);
  assertEquals([stats.max_gap_ms, stats.max_gap_cpu], [90, 5]);
  assertEquals([stats.min_off_cpu_pct, stats.mean_run_delay_ns], [50, 490_000_000]);
});

Deno.test("computeCgroupStats() has no spread for a single worker", () => {
  const stats = computeCgroupStats([workerReport()]);
  assertEquals([stats.avg_off_cpu_pct, stats.spread_pct], [50, null]);
});

Deno.test("computeCgroupStats() tells a run delay of 0 from one that nobody read", () => {
  const never = { schedstat_run_delay_ns: 0, schedstat_run_count: 0, schedstat_cpu_time_ns: 0 };
  assertEquals(computeCgroupStats([workerReport(never)]).worst_run_delay_ns, null);
  const alone = workerReport({ ...never, schedstat_cpu_time_ns: 1 });
  assertEquals(computeCgroupStats([alone]).worst_run_delay_ns, 0);
});

Deno.test("computeCgroupStats() keeps whole nanoseconds", () => {
  const delays = fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1 });
  fc.assert(fc.property(delays, (list) => {
    const stats = computeCgroupStats(
      list.map((ns, index) =>
        workerReport({ index, schedstat_run_delay_ns: ns, start_offset_ns: ns })
      ),
    );
    const worst = Math.max(...list);
    assertEquals(stats.worst_run_delay_ns, worst);
    assertEquals(stats.worst_start_offset_ns, worst);
    assertEquals(Number.isInteger(stats.mean_run_delay_ns), true);
    assertEquals(list.includes(stats.median_start_offset_ns ?? NaN), true);
  }));
});
