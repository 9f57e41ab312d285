import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkGap } from "../../../lib/check/mod.ts";
import { deadReport, evidence, workerReport } from "../fixtures.ts";

const withGap = (ms: number, index = 0) =>
  workerReport({ index, max_gap_ms: ms, max_gap_cpu: 1, max_gap_at_ms: 4512, checkpoints: 10 });

Deno.test("checkGap() passes a gap exactly at the limit", () => {
  const result = checkGap(evidence([withGap(7), withGap(2000, 1)]), 2000);
  assertEquals([result.verdict, result.value, result.limit], ["pass", 2000, 2000]);
  assertEquals([result.unit, result.samples], ["ms", 20]);
  assertEquals(result.message, "the longest gap in cg_0 was 2000 ms (limit 2000 ms)");
});

Deno.test("checkGap() fails 1 ms above the limit and says whose, where and when", () => {
  const result = checkGap(evidence([withGap(7), withGap(2001, 1)]), 2000);
  assertEquals([result.verdict, result.value], ["fail", 2001]);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 1 (tid 4243) took no checkpoint for 2001 ms on CPU 1, " +
      "until 4512 ms after its start (limit 2000 ms)",
  );
});

Deno.test("checkGap() names the longest gap and counts the others over the limit", () => {
  const result = checkGap(evidence([withGap(2500), withGap(9000, 1), withGap(5, 2)]), 2000);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 1 (tid 4243) took no checkpoint for 9000 ms on CPU 1, " +
      "until 4512 ms after its start (limit 2000 ms); 1 more worker is over it",
  );
});

Deno.test("checkGap() counts the gap of a dead worker that had measured one", () => {
  const dead = deadReport({ index: 1, max_gap_ms: 3000, checkpoints: 4 });
  const result = checkGap(evidence([withGap(7), dead]), 2000);
  assertEquals([result.verdict, result.value, result.samples], ["fail", 3000, 14]);
});

Deno.test("checkGap() counts a gap that was still open when the worker was given up", () => {
  const stuck = deadReport({ max_gap_ms: 5000, checkpoints: 0, exit_info: "TimedOut" });
  const result = checkGap(evidence([stuck]), 2000);
  assertEquals([result.verdict, result.value, result.samples], ["fail", 5000, 1]);
});

Deno.test("checkGap() leaves out a worker that died before its first checkpoint", () => {
  const dead = deadReport({ index: 1, max_gap_ms: 0, checkpoints: 0 });
  const result = checkGap(evidence([withGap(7), dead]), 2000);
  assertEquals([result.verdict, result.value, result.samples], ["pass", 7, 10]);
});

Deno.test("checkGap() is inconclusive when a living worker took no checkpoint", () => {
  const silent = workerReport({ index: 1, max_gap_ms: 0, checkpoints: 0 });
  const result = checkGap(evidence([withGap(7), silent]), 2000);
  assertEquals([result.verdict, result.value, result.samples], ["inconclusive", 7, 10]);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 1 (tid 4243) took no checkpoint, so that its longest gap is not known",
  );
});

Deno.test("checkGap() still fails on a long gap beside a worker without checkpoint", () => {
  const silent = workerReport({ index: 1, max_gap_ms: 0, checkpoints: 0 });
  assertEquals(checkGap(evidence([withGap(2001), silent]), 2000).verdict, "fail");
});

Deno.test("checkGap() is inconclusive when nothing was measured, and says why", () => {
  const dead = deadReport({ max_gap_ms: 0, checkpoints: 0 });
  assertEquals(
    checkGap(evidence([dead]), 2000).message,
    "every worker of cg_0 died before its first checkpoint",
  );
  const none = checkGap(evidence([]), 2000);
  assertEquals([none.verdict, none.value, none.samples], ["inconclusive", null, 0]);
  assertEquals(none.message, "cg_0 has no worker reports");
});

Deno.test("checkGap() fails exactly when the largest gap is above the limit", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 });
  fc.assert(fc.property(gaps, fc.integer({ min: 0, max: 100 }), (list, limit) => {
    const result = checkGap(evidence(list.map(withGap)), limit);
    assertEquals(result.value, Math.max(...list));
    assertEquals(result.verdict, Math.max(...list) > limit ? "fail" : "pass");
  }));
});
