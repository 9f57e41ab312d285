import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { buildProgram, runProgram } from "./program.ts";

/** Compiles a C test with the files that it tests, runs it and returns what it printed. */
async function runUnit(name: string, sources: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const program = await buildProgram(join(folder, "unit"), { with: [name], sources });
    const { code, stdout, stderr } = await runProgram([], program);
    assertEquals([code, stderr], [0, ""]);
    return stdout;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("checkpoint_take() keeps gaps, migrations and CPUs as the contract says", async () => {
  await runUnit("checkpoint_test.c", ["checkpoint.c"]);
});

Deno.test("report_write() writes the report of a known slot", async () => {
  const sources = ["checkpoint.c", "json.c", "report.c", "telemetry/numa_maps.c", "text.c"];
  const text = await runUnit("report_test.c", sources);
  const { migrations, ...report } = JSON.parse(text);
  assertEquals(report, {
    tid: 77,
    work_units: 22,
    cpu_time_ns: 9_000_000_000,
    wall_time_ns: 3_000_000_001,
    // The CPU clock ran further than the wall clock.
    off_cpu_ns: 0,
    migration_count: 1026,
    cpus_used: [1, 8000],
    max_gap_ms: 1974,
    max_gap_cpu: 1,
    max_gap_at_ms: 3000,
    resume_latencies_ns: [],
    wake_sample_total: 0,
    iteration_costs_ns: [],
    iteration_cost_sample_total: 0,
    iterations: 21,
    schedstat_run_delay_ns: 12,
    schedstat_run_count: 13,
    schedstat_cpu_time_ns: 11,
    completed: true,
    numa_pages: { "0": 5, "12": 40 },
    vmstat_numa_pages_migrated: 14,
    exit_info: null,
    is_messenger: false,
    group_idx: 2,
    affinity_error: null,
    index: 5,
    start_offset_ns: 1000,
    checkpoints: 1027,
  });
  // The ring has lost the first two of 1026.
  assertEquals(migrations.length, 1024);
  assertEquals(migrations[0], { at_ns: 3_000_000, from_cpu: 1, to_cpu: 8000 });
  assertEquals(migrations[1023], { at_ns: 1026_000_000, from_cpu: 8000, to_cpu: 1 });
});
