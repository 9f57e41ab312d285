import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UnavailableError, UsageError } from "../../../lib/errors/mod.ts";
import { isAlive } from "../../../lib/native/mod.ts";
import { StartGate, type WorkerReport, WorkloadHandle } from "../../../lib/workload/mod.ts";
import { livingWorkersOf } from "../support/leftovers.ts";
import { until } from "../support/until.ts";

const SPIN = { workType: "SpinWait", numWorkers: 2 } as const;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function assertNoWorkers(): void {
  assertEquals(livingWorkersOf(Deno.pid), []);
}

/** The fields of `/proc/PID/stat` from the state on. */
function statFields(pid: number): string[] {
  return Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
}

function only(reports: readonly WorkerReport[], index: number): WorkerReport {
  const report = reports[index];
  assert(report !== undefined, `no report ${index}`);
  return report;
}

Deno.test("WorkloadHandle starts, watches, stops and collects workers", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  assertEquals(workload.snapshot().map((worker) => worker.state), ["WAITING", "WAITING"]);
  workload.start();
  workload.start();
  const running = await until("both run", () => {
    const workers = workload.snapshot();
    return workers.every((worker) => worker.checkpoints > 3) && workers;
  });
  assertEquals(running.map((worker) => worker.pid), workload.workerPids());
  const reports = await workload.stopAndCollect();
  assertEquals(reports.map((report) => report.tid), workload.workerPids());
  for (const [index, report] of reports.entries()) {
    assertEquals([report.index, report.group_idx, report.completed], [index, 0, true]);
    assertEquals(report.exit_info, null);
    assertEquals(report.work_units, 1024 * report.iterations);
    assertEquals(report.checkpoints, report.iterations);
    assertEquals(report.off_cpu_ns, Math.max(0, report.wall_time_ns - report.cpu_time_ns));
    assert(report.iterations >= (running[index]?.iterations ?? Infinity));
    assert(report.start_offset_ns > 0);
  }
  assertEquals(await workload.stopAndCollect(), reports, "a second call returns the same");
  assertNoWorkers();
});

Deno.test("WorkloadHandle numbers composed groups in order", async () => {
  await using workload = await WorkloadHandle.spawn({
    ...SPIN,
    params: { spin_iters: 512 },
    composed: [{ workType: "YieldHeavy", numWorkers: 1 }, { workType: "Mixed", numWorkers: 1 }],
  });
  workload.start();
  await sleep(100);
  const reports = await workload.stopAndCollect();
  assertEquals(reports.map(({ group_idx, index }) => [group_idx, index]), [
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 0],
  ]);
  assertEquals(only(reports, 0).work_units, 512 * only(reports, 0).iterations, "parameters arrive");
  assertEquals(only(reports, 2).work_units, only(reports, 2).iterations);
  assertNoWorkers();
});

Deno.test("a worker does none of its work before the start, whatever the signals", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  for (const pid of workload.workerPids()) {
    for (let i = 0; i < 5; i++) Deno.kill(pid, "SIGUSR1");
    Deno.kill(pid, "SIGCONT");
  }
  await sleep(100);
  assertEquals(workload.snapshot().map(({ state, startedNs }) => [state, startedNs]), [
    ["WAITING", 0],
    ["WAITING", 0],
  ]);
});

Deno.test("workers that are never started exit quietly", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  const reports = await workload.stopAndCollect();
  assertEquals(reports.map(({ exit_info, completed }) => [exit_info, completed]), [
    [{ Exited: 0 }, false],
    [{ Exited: 0 }, false],
  ]);
  assertEquals(reports.map((report) => report.work_units), [0, 0]);
  assertNoWorkers();
});

Deno.test("a worker that dies before the start is reported, and the others run", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  const [victim = 0] = workload.workerPids();
  Deno.kill(victim, "SIGKILL");
  await until("it is dead", () => !isAlive(victim));
  workload.start();
  await sleep(100);
  const reports = await workload.stopAndCollect();
  assertEquals(only(reports, 0).exit_info, { Signaled: 9 });
  assertEquals([only(reports, 0).tid, only(reports, 0).work_units], [victim, 0]);
  assertEquals(only(reports, 1).completed, true);
});

Deno.test("a killed worker leaves its telemetry, and its pid is not given away", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  workload.start();
  await until("it works", () => (workload.snapshot()[0]?.checkpoints ?? 0) > 10);
  const [victim = 0] = workload.workerPids();
  Deno.kill(victim, "SIGSEGV");
  await until("it is dead", () => !isAlive(victim));
  assertEquals(statFields(victim)[0], "Z");
  const report = only(await workload.stopAndCollect(), 0);
  assertEquals([report.exit_info, report.completed], [{ Signaled: 11 }, false]);
  assert(report.iterations > 10 && report.cpus_used.length > 0);
});

Deno.test("a stopped worker times out at the deadline, and the others are not affected", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  workload.start();
  await until("both work", () => workload.snapshot().every((worker) => worker.checkpoints > 3));
  const [victim = 0] = workload.workerPids();
  Deno.kill(victim, "SIGSTOP");
  await sleep(300);
  const reports = await workload.stopAndCollect({ deadlineMs: 400 });
  assertEquals(reports.map((report) => report.exit_info), ["TimedOut", null]);
  assert(only(reports, 0).max_gap_ms >= 600, `gap of ${only(reports, 0).max_gap_ms} ms`);
  assertEquals(isAlive(victim), false);
  assertNoWorkers();
});

Deno.test("a killed supervisor takes its workers with it, and the reports say so", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  workload.start();
  await until("both work", () => workload.snapshot().every((worker) => worker.checkpoints > 3));
  const [pid = 0] = workload.workerPids();
  const supervisor = Number(statFields(pid)[1]);
  Deno.kill(supervisor, "SIGKILL");
  await until("the workers are gone", () => livingWorkersOf(Deno.pid).length === 0, 1000);
  for (const report of await workload.stopAndCollect()) {
    assert(typeof report.exit_info === "object" && report.exit_info !== null);
    assert("WaitFailed" in report.exit_info);
    assertStringIncludes(report.exit_info.WaitFailed, "SIGKILL");
    assert(report.work_units > 0);
  }
});

Deno.test("a stopped supervisor does not hold up the collection", async () => {
  await using workload = await WorkloadHandle.spawn(SPIN);
  workload.start();
  const [pid = 0] = workload.workerPids();
  const supervisor = Number(statFields(pid)[1]);
  Deno.kill(supervisor, "SIGSTOP");
  const reports = await workload.stopAndCollect({ deadlineMs: 200 });
  assertEquals(reports.map((report) => report.exit_info), ["TimedOut", "TimedOut"]);
  await until("the workers are gone", () => livingWorkersOf(Deno.pid).length === 0, 1000);
});

Deno.test("disposal kills what runs, and can be repeated", async () => {
  const workload = await WorkloadHandle.spawn(SPIN);
  workload.start();
  await workload[Symbol.asyncDispose]();
  await workload[Symbol.asyncDispose]();
  assertNoWorkers();
});

Deno.test("one gate releases the workers of several handles", async () => {
  using gate = new StartGate();
  await using one = await WorkloadHandle.spawn({ ...SPIN, gate });
  await using other = await WorkloadHandle.spawn({ ...SPIN, gate });
  other.start();
  await until(
    "all work",
    () =>
      [one, other].every((workload) =>
        workload.snapshot().every((worker) => worker.state === "RUNNING")
      ),
  );
  const reports = await Promise.all([one.stopAndCollect(), other.stopAndCollect()]);
  assert(reports.flat().every((report) => report.completed));
});

Deno.test("hundreds of workers start and stop", async () => {
  await using workload = await WorkloadHandle.spawn({ workType: "YieldHeavy", numWorkers: 600 });
  assertEquals(new Set(workload.workerPids()).size, 600);
  workload.start();
  await sleep(200);
  const reports = await workload.stopAndCollect();
  assertEquals(reports.length, 600);
  assert(reports.every((report, index) => report.completed && report.index === index));
  assertNoWorkers();
});

Deno.test("spawn() refuses a group without workers", async () => {
  await assertRejects(
    () => WorkloadHandle.spawn({ workType: "SpinWait", numWorkers: 0 }),
    UsageError,
    "at least 1",
  );
});

Deno.test("spawn() passes on what the worker program refuses, and leaves nothing", async () => {
  await assertRejects(
    () => WorkloadHandle.spawn({ workType: "SpinWiat", numWorkers: 2 }),
    UnavailableError,
    "SpinWiat",
  );
  await assertRejects(
    () => WorkloadHandle.spawn({ ...SPIN, composed: [{ workType: "Nothing", numWorkers: 1 }] }),
    UnavailableError,
    "Nothing",
  );
  assertNoWorkers();
});
