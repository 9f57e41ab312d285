import { assertEquals } from "@std/assert";
import { type CheckLimits, DEFAULT_LIMITS, foldVerdicts, judge } from "../../../lib/check/mod.ts";
import { deadReport, evidence, workerReport } from "../fixtures.ts";

const ORDER = ["not_starved", "completed", "isolation", "max_spread_pct", "max_gap_ms"];
const ALL_OFF: CheckLimits = {
  not_starved: false,
  completed: false,
  isolation: false,
  max_spread_pct: false,
  max_gap_ms: false,
};
const healthy = evidence([workerReport(), workerReport({ index: 1 })]);

Deno.test("judge() runs every check by default, in a fixed order", () => {
  const results = judge(healthy, DEFAULT_LIMITS);
  assertEquals(results.map((result) => result.name), ORDER);
  assertEquals(results.map((result) => result.verdict), ORDER.map(() => "pass"));
});

Deno.test("judge() runs only what is on", () => {
  for (const name of ORDER) {
    const limits = { ...ALL_OFF, [name]: name.startsWith("max_") ? 1 : true };
    assertEquals(judge(healthy, limits).map((result) => result.name), [name]);
  }
});

Deno.test("judge() takes a limit of 0 as a limit, not as off", () => {
  const [result] = judge(healthy, { ...ALL_OFF, max_gap_ms: 0 });
  assertEquals([result?.verdict, result?.limit], ["fail", 0]);
});

Deno.test("judge() has nothing to say when every check is off, and that is inconclusive", () => {
  const results = judge(healthy, ALL_OFF);
  assertEquals(results, []);
  assertEquals(foldVerdicts(results.map((result) => result.verdict)), "inconclusive");
});

Deno.test("judge() passes a healthy cgroup of one worker", () => {
  const results = judge(evidence([workerReport()]), DEFAULT_LIMITS);
  assertEquals(foldVerdicts(results.map((result) => result.verdict)), "pass");
});

Deno.test("judge() fails on a dead worker", () => {
  const results = judge(evidence([workerReport(), deadReport({ index: 1 })]), DEFAULT_LIMITS);
  assertEquals(foldVerdicts(results.map((result) => result.verdict)), "fail");
});

Deno.test("judge() never passes anything on no evidence", () => {
  const results = judge(evidence([]), DEFAULT_LIMITS);
  assertEquals(results.map((result) => result.verdict), ORDER.map(() => "inconclusive"));
});
