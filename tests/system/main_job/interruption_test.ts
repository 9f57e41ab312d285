import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { killGroup } from "../../../lib/native/mod.ts";
import { ktstr, resultOf, startKtstr } from "../support/ktstr_program.ts";
import { assertNothingLeft, livingWorkersOf, runRoots, runRootsOf } from "../support/leftovers.ts";
import { startLiveRun } from "../support/live_run.ts";
import { until } from "../support/until.ts";
import { systemTest } from "../support/system_test.ts";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  systemTest(
    "a writable cgroup",
    `${signal} stops a run, keeps what was measured, and leaves nothing`,
    async () => {
      const run = await startLiveRun(["steady", "--duration", "60s"]);
      Deno.kill(run.pid, signal);
      const finished = await run.finished;
      assertEquals(finished.code, 130);
      const result = resultOf(finished);
      assertEquals([result.interrupted, result.verdict !== "pass"], [true, true]);
      assert(result.duration_ns < 60e9);
      const reports = result.cgroups.flatMap((cgroup) => cgroup.reports);
      assertEquals(reports.length, 4);
      assert(reports.every((report) => report.completed && report.work_units > 0));
      assertNothingLeft(run.pid);
    },
  );
}

systemTest("a writable cgroup", "an interrupted run prints what was measured so far", async () => {
  const { pid, finished } = startKtstr(["run", "steady", "--duration", "60s", "--no-save"]);
  await until(
    "the workers are placed",
    () => runRootsOf(pid).length > 0 && livingWorkersOf(pid)[5],
  );
  Deno.kill(pid, "SIGINT");
  const { code, stdout } = await finished;
  assertEquals(code, 130);
  assertStringIncludes(stdout, "steady");
  assertStringIncludes(stdout.toLowerCase(), "interrupted");
  assertNothingLeft(pid);
});

systemTest("a writable cgroup", "a second signal does not disturb the clean-up", async () => {
  const run = await startLiveRun(["steady", "--duration", "60s"]);
  for (let i = 0; i < 5; i++) Deno.kill(run.pid, i % 2 === 0 ? "SIGINT" : "SIGTERM");
  assertEquals((await run.finished).code, 130);
  assertNothingLeft(run.pid);
});

systemTest(
  "a writable cgroup",
  "Ctrl-C reaches every process of a terminal's foreground group once",
  async () => {
    // What a terminal does: the signal goes to the task runner and to ktstr alike.
    const child = new Deno.Command("setsid", {
      args: [
        "--wait",
        Deno.execPath(),
        "task",
        "scenario",
        "steady",
        "--duration=60s",
        "--no-save",
      ],
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.output();
    const pid = await until(
      "the run begins",
      () => runRoots().map(pidOf).find(isDescendant(child.pid)),
    );
    await until("the workers are forked", () => livingWorkersOf(pid).length >= 6);
    killGroup(groupOf(pid), "SIGINT");
    const { code } = await output;
    assertEquals(code, 130);
    assertNothingLeft(pid);
  },
);

systemTest(
  "a writable cgroup",
  "kill -9 of the runner leaves no worker alive, and cleanup removes its cgroups",
  async () => {
    const run = await startLiveRun(["steady", "--duration", "60s"]);
    Deno.kill(run.pid, "SIGKILL");
    await run.finished;
    await until("the workers are gone", () => livingWorkersOf(run.pid).length === 0, 1000);
    const roots = runRootsOf(run.pid);
    assert(roots.length > 0, "a killed runner cannot remove its cgroups");
    const { code, stdout } = await ktstr(["cleanup"]);
    assertEquals(code, 0);
    for (const root of roots) assertStringIncludes(stdout, root);
    assertNothingLeft(run.pid);
  },
);

systemTest("a writable cgroup", "the next run removes what a killed one left", async () => {
  const killed = await startLiveRun(["steady", "--duration", "60s"]);
  Deno.kill(killed.pid, "SIGKILL");
  await killed.finished;
  assert(runRootsOf(killed.pid).length > 0);
  const { pid } = await ktstr(["run", "steady", "--duration", "200ms", "--no-save"]);
  assertNothingLeft(killed.pid);
  assertNothingLeft(pid);
});

systemTest("a writable cgroup", "cleanup does not touch a live run", async () => {
  const run = await startLiveRun(["steady", "--duration", "60s"]);
  const { code, stdout } = await ktstr(["cleanup"]);
  assertEquals(code, 0);
  assertEquals(stdout.includes("removed"), false, stdout);
  assertEquals(run.workers("cg_0").length, 2);
  Deno.kill(run.pid, "SIGINT");
  const finished = await run.finished;
  const reports = resultOf(finished).cgroups.flatMap((cgroup) => cgroup.reports);
  assert(reports.every((report) => report.completed), "the run was disturbed");
  assertNothingLeft(run.pid);
});

function pidOf(root: string): number {
  return Number(/ktstr-(\d+)/.exec(root)?.[1]);
}

function groupOf(pid: number): number {
  return statField(pid, 2);
}

function isDescendant(ancestor: number): (pid: number) => boolean {
  return function reaches(pid: number): boolean {
    return pid === ancestor || pid > 1 && reaches(statField(pid, 1));
  };
}

/** A field of `/proc/PID/stat`, counted from the state, which is 0. */
function statField(pid: number, index: number): number {
  return Number(Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ")[index]);
}
