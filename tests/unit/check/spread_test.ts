import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkSpread } from "../../../lib/check/mod.ts";
import { deadReport, evidence, workerReport } from "../fixtures.ts";

const SECOND_NS = 1_000_000_000;
/** A worker that was off its CPU for so many percent of a second. */
const offCpu = (percent: number, index = 0) =>
  workerReport({ index, wall_time_ns: SECOND_NS, off_cpu_ns: percent * SECOND_NS / 100 });

Deno.test("checkSpread() passes a spread exactly at the limit", () => {
  const result = checkSpread(evidence([offCpu(40), offCpu(55, 1)]), 15);
  assertEquals([result.verdict, result.value, result.limit], ["pass", 15, 15]);
  assertEquals([result.unit, result.samples], ["%", 2]);
  assertEquals(
    result.message,
    "off-CPU time of 2 workers of cg_0 differs by 15.0 points (limit 15)",
  );
});

Deno.test("checkSpread() passes a spread at the limit that binary fractions would put above it", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 850 }), (tenths) => {
    const result = checkSpread(evidence([offCpu(tenths / 10), offCpu(tenths / 10 + 15, 1)]), 15);
    assertEquals([result.verdict, result.value], ["pass", 15]);
  }));
});

Deno.test("checkSpread() fails just above the limit and shows enough digits to see it", () => {
  const result = checkSpread(evidence([offCpu(40), offCpu(55.004, 1)]), 15);
  assertEquals(result.verdict, "fail");
  assertEquals(
    result.message,
    "cg_0 group 0 worker 1 (tid 4243) was off its CPU for 55.0 % of its time and " +
      "cg_0 group 0 worker 0 (tid 4242) for 40.0 %: they differ by 15.004 points (limit 15)",
  );
});

Deno.test("checkSpread() skips a cgroup of one worker", () => {
  const result = checkSpread(evidence([offCpu(90)]), 15);
  assertEquals([result.verdict, result.value, result.samples], ["skip", null, 1]);
  assertEquals(result.message, "one worker in cg_0 has nothing to compare with");
});

Deno.test("checkSpread() leaves out workers that died or measured no wall time", () => {
  const idle = workerReport({ index: 3, wall_time_ns: 0, off_cpu_ns: 0 });
  const dead = deadReport({ index: 2, wall_time_ns: SECOND_NS, off_cpu_ns: 0 });
  const result = checkSpread(evidence([offCpu(40), offCpu(45, 1), dead, idle]), 15);
  assertEquals([result.verdict, result.value, result.samples], ["pass", 5, 2]);
});

Deno.test("checkSpread() is inconclusive when fewer than two workers can be compared", () => {
  const result = checkSpread(evidence([offCpu(40), deadReport({ index: 1 })]), 15);
  assertEquals([result.verdict, result.value, result.samples], ["inconclusive", null, 1]);
  assertEquals(
    result.message,
    "1 of 2 workers of cg_0 lived and measured a wall time; a comparison needs 2",
  );
  const still = workerReport({ wall_time_ns: 0 });
  assertEquals(checkSpread(evidence([still, still]), 15).verdict, "inconclusive");
});

Deno.test("checkSpread() is inconclusive without reports", () => {
  const result = checkSpread(evidence([]), 15);
  assertEquals([result.verdict, result.message], ["inconclusive", "cg_0 has no worker reports"]);
});

const shares = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 40 });
const spreadOf = (percents: readonly number[]) =>
  checkSpread(evidence(percents.map(offCpu)), 15).value ?? NaN;

Deno.test("checkSpread() does not depend on the order of the workers", () => {
  fc.assert(fc.property(shares, (percents) => {
    assertEquals(spreadOf(percents.toReversed()), spreadOf(percents));
    assertEquals(spreadOf(percents.toSorted()), spreadOf(percents));
  }));
});

Deno.test("checkSpread() measures a difference: a common offset changes nothing", () => {
  fc.assert(fc.property(shares, (percents) => {
    const halves = percents.map((percent) => percent / 2);
    assertAlmostEquals(spreadOf(halves.map((half) => half + 50)), spreadOf(halves), 1e-6);
  }));
});

Deno.test("checkSpread() does not depend on how long the workers ran", () => {
  fc.assert(fc.property(shares, fc.integer({ min: 1, max: 60 }), (percents, seconds) => {
    const longer = percents.map(offCpu).map((report) => ({
      ...report,
      wall_time_ns: report.wall_time_ns * seconds,
      off_cpu_ns: report.off_cpu_ns * seconds,
    }));
    assertAlmostEquals(checkSpread(evidence(longer), 15).value ?? NaN, spreadOf(percents), 1e-6);
  }));
});

Deno.test("checkSpread() never gets smaller when a worker is added, nor leaves 0 to 100", () => {
  fc.assert(fc.property(shares, fc.integer({ min: 0, max: 100 }), (percents, added) => {
    const more = spreadOf([...percents, added]);
    assert(more >= spreadOf(percents) && more >= 0 && more <= 100);
  }));
});
