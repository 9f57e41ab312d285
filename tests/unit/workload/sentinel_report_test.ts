import { assertEquals } from "@std/assert";
import { type SentinelEvidence, sentinelReport } from "../../../lib/workload/sentinel_report.ts";

const NS_PER_SEC = 1e9;

function evidence(changes: Partial<SentinelEvidence> = {}): SentinelEvidence {
  return {
    exitInfo: { Signaled: 9 },
    pid: 4242,
    snapshot: {
      index: 3,
      groupIdx: 1,
      state: "RUNNING",
      pid: 4242,
      tid: 4242,
      lastCpu: 1,
      startedNs: 100 * NS_PER_SEC,
      endedNs: 0,
      iterations: 7,
      workUnits: 7168,
      checkpoints: 7,
      lastCheckpointNs: 101 * NS_PER_SEC,
      migrationCount: 2,
      maxGapNs: 12_999_999,
      maxGapCpu: 0,
      maxGapAtNs: 500_000_000,
    },
    trace: { cpusUsed: [0, 1], migrations: [{ at_ns: 5, from_cpu: 0, to_cpu: 1 }] },
    releasedNs: 100 * NS_PER_SEC - 2000,
    collectedNs: 109 * NS_PER_SEC,
    ...changes,
  };
}

Deno.test("sentinelReport keeps what reached shared memory", () => {
  const report = sentinelReport(evidence());
  assertEquals(report.completed, false);
  assertEquals(report.exit_info, { Signaled: 9 });
  assertEquals(report.iterations, 7);
  assertEquals(report.work_units, 7168);
  assertEquals(report.checkpoints, 7);
  assertEquals(report.cpus_used, [0, 1]);
  assertEquals(report.migration_count, 2);
  assertEquals(report.migrations, [{ at_ns: 5, from_cpu: 0, to_cpu: 1 }]);
  assertEquals(report.index, 3);
  assertEquals(report.group_idx, 1);
  assertEquals(report.start_offset_ns, 2000);
});

Deno.test("sentinelReport does not stretch the gap of a worker whose death has no time", () => {
  const report = sentinelReport(evidence());
  assertEquals([report.max_gap_ms, report.max_gap_cpu, report.max_gap_at_ms], [12, 0, 500]);
});

Deno.test("sentinelReport counts the open gap of a worker that was alive at the deadline", () => {
  const report = sentinelReport(evidence({ exitInfo: "TimedOut" }));
  assertEquals([report.max_gap_ms, report.max_gap_cpu, report.max_gap_at_ms], [8000, 1, 9000]);
});

Deno.test("sentinelReport names a worker by its pid when it never ran", () => {
  const { snapshot } = evidence();
  const report = sentinelReport(
    evidence({ snapshot: { ...snapshot, tid: 0, startedNs: 0, state: "WAITING" } }),
  );
  assertEquals(report.tid, 4242);
  assertEquals(report.start_offset_ns, 0);
});
