import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DEFAULT_LIMITS, judge } from "../../../lib/check/mod.ts";
import { WorkloadHandle } from "../../../lib/workload/mod.ts";
import { assertNothingLeft } from "../support/leftovers.ts";
import { checksNamed, startLiveRun } from "../support/live_run.ts";
import { systemTest } from "../support/system_test.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function taskset(cpus: string, pid: number): Promise<void> {
  const { success } = await new Deno.Command("taskset", { args: ["-pc", cpus, `${pid}`] }).output();
  assert(success, `taskset -pc ${cpus} ${pid}`);
}

function first<T>(values: readonly T[]): T {
  const [value] = values;
  assert(value !== undefined, "nothing there");
  return value;
}

systemTest(
  "a writable cgroup",
  "max_gap_ms fails when a worker is stopped for longer than the limit",
  async () => {
    const run = await startLiveRun(["steady", "--duration", "5s"]);
    const victim = first(run.workers("cg_0"));
    Deno.kill(victim, "SIGSTOP");
    await sleep(2500);
    Deno.kill(victim, "SIGCONT");
    const finished = await run.finished;
    const { result, checks } = checksNamed(finished, "max_gap_ms");
    assertEquals([finished.code, result.verdict], [1, "fail"]);
    const gap = first(checks.filter((check) => check.cgroup === "cg_0"));
    assertEquals([gap.verdict, gap.limit, gap.unit], ["fail", 2000, "ms"]);
    assert(gap.value !== null && gap.value >= 2490 && gap.value < 4000, `gap of ${gap.value} ms`);
    assertMatch(gap.message, new RegExp(`cg_0 group 0 worker \\d \\(tid ${victim}\\)`));
    const completed = checksNamed(finished, "completed").checks;
    assert(
      completed.every((check) => check.verdict === "pass"),
      "the worker went on and completed",
    );
    assertNothingLeft(run.pid);
  },
);

systemTest(
  "a writable cgroup",
  "completed and not_starved tell of a worker that stays stopped",
  async () => {
    const run = await startLiveRun(["steady", "--duration", "1s"]);
    const victim = first(run.workers("cg_1"));
    Deno.kill(victim, "SIGSTOP");
    const finished = await run.finished;
    const { result, checks } = checksNamed(finished, "completed");
    assertEquals(finished.code, 1);
    const failed = first(checks.filter((check) => check.cgroup === "cg_1"));
    assertEquals([failed.verdict, failed.value], ["fail", 1]);
    assertStringIncludes(failed.message, `(tid ${victim})`);
    const report = first(
      result.cgroups.flatMap((cgroup) => cgroup.reports).filter(({ tid }) => tid === victim),
    );
    assertEquals([report.exit_info, report.completed], ["TimedOut", false]);
    assert(report.work_units > 0, "what it had done before is kept");
    assert(report.max_gap_ms >= 5000, `the open gap of ${report.max_gap_ms} ms counts`);
    assertNothingLeft(run.pid);
  },
);

systemTest(
  "a writable cgroup",
  "completed fails when a worker is killed, and says how it died",
  async () => {
    const run = await startLiveRun(["steady", "--duration", "1500ms"]);
    const victim = first(run.workers("cg_0"));
    Deno.kill(victim, "SIGKILL");
    const finished = await run.finished;
    const { result, checks } = checksNamed(finished, "completed");
    assertEquals(finished.code, 1);
    const failed = first(checks.filter((check) => check.verdict === "fail"));
    assertEquals(failed.cgroup, "cg_0");
    assertStringIncludes(failed.message, `(tid ${victim})`);
    assertStringIncludes(failed.message, "SIGKILL");
    const report = first(
      result.cgroups.flatMap((cgroup) => cgroup.reports).filter(({ tid }) => tid === victim),
    );
    assertEquals(report.exit_info, { Signaled: 9 });
    assert(report.iterations > 0, "its telemetry is kept");
    assertNothingLeft(run.pid);
  },
);

systemTest(
  "a writable cgroup",
  "max_spread_pct fails when all workers but one are pinned to one CPU",
  async () => {
    const run = await startLiveRun(["steady", "--duration", "4s"]);
    const [lucky, ...others] = [...run.workers("cg_0"), ...run.workers("cg_1")];
    await taskset("0", first([lucky ?? 0]));
    for (const pid of others) await taskset("1", pid);
    const finished = await run.finished;
    const { checks } = checksNamed(finished, "max_spread_pct");
    assertEquals(finished.code, 1);
    const spread = first(checks.filter((check) => check.cgroup === "cg_0"));
    assertEquals([spread.verdict, spread.limit, spread.unit], ["fail", 15, "%"]);
    assert(spread.value !== null && spread.value > 30, `spread of ${spread.value}`);
    assertNothingLeft(run.pid);
  },
);

systemTest("root", "isolation fails when a worker leaves its cpuset", async () => {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  try {
    await Deno.writeTextFile(
      file,
      `name: confined
description: One CPU each.
duration: 3s
steps:
  - cgroups:
      - { name: cg_0, workers: 2, work: SpinWait, cpuset: "0" }
      - { name: cg_1, workers: 2, work: SpinWait, cpuset: "1" }
`,
    );
    const run = await startLiveRun([file]);
    const victim = first(run.workers("cg_0"));
    // Out of the cpuset: back to the root of every hierarchy, then onto the other CPU.
    for (const root of ["/sys/fs/cgroup/cpuset", "/sys/fs/cgroup"]) {
      try {
        await Deno.writeTextFile(`${root}/cgroup.procs`, `${victim}`);
        break;
      } catch {
        // Another kind of hierarchy is mounted here.
      }
    }
    await taskset("1", victim);
    const finished = await run.finished;
    const { result, checks } = checksNamed(finished, "isolation");
    assertEquals(finished.code, 1);
    const [failed, passed] = checks;
    assertEquals([failed?.cgroup, failed?.verdict], ["cg_0", "fail"]);
    assertStringIncludes(failed?.message ?? "", `(tid ${victim})`);
    assertEquals([passed?.cgroup, passed?.verdict], ["cg_1", "pass"]);
    assertEquals(result.cgroups.map((cgroup) => cgroup.cpuset), ["0", "1"]);
    assertNothingLeft(run.pid);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("not_starved fails when a worker never gets to run", async () => {
  await using workload = await WorkloadHandle.spawn({ workType: "SpinWait", numWorkers: 2 });
  const [victim = 0] = workload.workerPids();
  Deno.kill(victim, "SIGSTOP");
  workload.start();
  await sleep(300);
  const reports = await workload.stopAndCollect({ deadlineMs: 300 });
  const evidence = { name: "cg_0", allowedCpus: [0, 1], reports };
  const check = first(judge(evidence, DEFAULT_LIMITS).filter(({ name }) => name === "not_starved"));
  assertEquals([check.verdict, check.value, check.samples], ["fail", 1, 2]);
  assertStringIncludes(check.message, `cg_0 group 0 worker 0 (tid ${victim})`);
});
