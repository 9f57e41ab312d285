import { assertEquals } from "@std/assert";
import { checkCompleted } from "../../../lib/check/mod.ts";
import type { WorkerExitInfo } from "../../../lib/workload/mod.ts";
import { deadReport, evidence, workerReport } from "../fixtures.ts";

Deno.test("checkCompleted() passes when every worker handed back its own report", () => {
  const result = checkCompleted(evidence([workerReport(), workerReport({ index: 1 })]));
  assertEquals([result.verdict, result.value, result.limit, result.samples], ["pass", 0, 0, 2]);
  assertEquals(result.message, "every worker of cg_0 completed");
});

Deno.test("checkCompleted() says how each kind of death came about", () => {
  const ends: [WorkerExitInfo, string][] = [
    [{ Signaled: 9 }, "was killed by signal 9 (SIGKILL)"],
    [{ Signaled: 6 }, "was killed by signal 6 (SIGABRT)"],
    [{ Signaled: 29 }, "was killed by signal 29 (SIGIO)"],
    [{ Signaled: 35 }, "was killed by signal 35"],
    [{ Exited: 3 }, "exited with code 3"],
    [{ Exited: 0 }, "exited with code 0 but handed back no readable report"],
    ["TimedOut", "was still running at the collection deadline"],
    [{ WaitFailed: "ECHILD" }, "ended in a way that could not be learned: ECHILD"],
    [{ Panicked: "out of range" }, "threw: out of range"],
  ];
  for (const [exit, words] of ends) {
    const workers = [workerReport(), deadReport({ index: 1, exit_info: exit })];
    const result = checkCompleted(evidence(workers));
    assertEquals([result.verdict, result.value, result.samples], ["fail", 1, 2]);
    assertEquals(result.message, `cg_0 group 0 worker 1 (tid 4243) ${words}`);
  }
});

Deno.test("checkCompleted() fails on a living worker that left its loop too early", () => {
  const result = checkCompleted(evidence([workerReport({ completed: false })]));
  assertEquals(result.verdict, "fail");
  assertEquals(result.message, "cg_0 group 0 worker 0 (tid 4242) left its loop before the stop");
});

Deno.test("checkCompleted() names the first dead worker and counts the others", () => {
  const workers = [workerReport(), deadReport({ index: 1 }), deadReport({ index: 2 })];
  const result = checkCompleted(evidence(workers));
  assertEquals(result.value, 2);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 1 (tid 4243) was killed by signal 9 (SIGKILL); " +
      "1 more worker is not completed",
  );
});

Deno.test("checkCompleted() does not make up a thread id", () => {
  const result = checkCompleted(evidence([deadReport({ tid: 0 })]));
  assertEquals(
    result.message,
    "cg_0 group 0 worker 0 (no tid) was killed by signal 9 (SIGKILL)",
  );
});

Deno.test("checkCompleted() is inconclusive without reports", () => {
  assertEquals(checkCompleted(evidence([])).verdict, "inconclusive");
});
