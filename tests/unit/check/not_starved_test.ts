import { assertEquals } from "@std/assert";
import { checkNotStarved } from "../../../lib/check/mod.ts";
import { deadReport, evidence, workerReport } from "../fixtures.ts";

Deno.test("checkNotStarved() passes when every worker did a single work unit", () => {
  const workers = [workerReport({ work_units: 1 }), workerReport({ index: 1, work_units: 1 })];
  assertEquals(checkNotStarved(evidence(workers)), {
    name: "not_starved",
    cgroup: "cg_0",
    verdict: "pass",
    value: 0,
    limit: 0,
    unit: "workers",
    samples: 2,
    message: "every worker of cg_0 made progress",
  });
});

Deno.test("checkNotStarved() fails on a worker without work units and names it", () => {
  const workers = [workerReport(), workerReport({ index: 1, group_idx: 2, work_units: 0 })];
  const result = checkNotStarved(evidence(workers));
  assertEquals([result.verdict, result.value, result.samples], ["fail", 1, 2]);
  assertEquals(result.message, "cg_0 group 2 worker 1 (tid 4243) made no progress (0 work units)");
});

Deno.test("checkNotStarved() says how a worker died that did nothing, and counts the others", () => {
  const workers = [0, 1, 2].map((index) =>
    deadReport({ index, work_units: 0, exit_info: index === 0 ? { Signaled: 9 } : "TimedOut" })
  );
  const result = checkNotStarved(evidence(workers));
  assertEquals(result.value, 3);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 0 (tid 4242) made no progress (0 work units); it was killed by signal 9 " +
      "(SIGKILL); 2 more workers are without progress",
  );
});

Deno.test("checkNotStarved() passes a worker that died after some work", () => {
  assertEquals(checkNotStarved(evidence([deadReport()])).verdict, "pass");
});

Deno.test("checkNotStarved() is inconclusive without reports", () => {
  const result = checkNotStarved(evidence([]));
  assertEquals([result.verdict, result.value, result.samples], ["inconclusive", null, 0]);
  assertEquals(result.message, "cg_0 has no worker reports");
});
