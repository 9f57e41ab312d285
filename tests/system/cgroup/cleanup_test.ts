import { assertEquals, assertStringIncludes } from "@std/assert";
import { cleanupDeadRuns, type CleanupResult, RunCgroups } from "../../../lib/cgroup/mod.ts";
import { isAlive, processStartTicks } from "../../../lib/native/mod.ts";
import { runProgram, startProgram } from "./program.ts";
import { endedPid, machine, noCgroups, Sandbox, Sleeper, until } from "./sandbox.ts";

const ignore = machine === null;
const cpuset = machine?.cpuset != null;

Deno.test({
  name: `cleanupDeadRuns() removes a run whose runner was killed, but not before${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const base = sandbox.layout.base;
    await using runner = startProgram(["hold", JSON.stringify(sandbox.layout)]);
    const { run, child } = await runner.firstLine<{ run: string; child: number }>();

    assertEquals(await cleanupDeadRuns(sandbox.layout), {
      removed: [],
      left: [{ path: `${base}/${run}`, reason: `process ${runner.pid} is alive` }],
    });
    assertEquals(sandbox.v2.pids(`${run}/cg_0`), [child]);

    await runner.kill();
    assertEquals(isAlive(child), true);
    assertEquals(await cleanupDeadRuns(sandbox.layout), { removed: [`${base}/${run}`], left: [] });
    assertEquals(isAlive(child), false);
    assertEquals(sandbox.leftovers(), []);
  },
});

Deno.test({
  name: `cleanupDeadRuns() removes what is left in one hierarchy only${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const pid = await endedPid();
    const hierarchy = sandbox.v1 ?? sandbox.v2;
    hierarchy.make(`ktstr-${pid}-2`);
    hierarchy.make(`ktstr-${pid}-2/cg_0`);
    assertEquals(await cleanupDeadRuns(sandbox.layout), {
      removed: [hierarchy.directoryOf(`ktstr-${pid}-2`)],
      left: [],
    });
  },
});

Deno.test({
  name: `cleanupDeadRuns() never touches what is named after a live process${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using owner = new Sleeper();
    await using worker = new Sleeper();
    const name = `ktstr-${owner.pid}`;
    for (const run of [name, `${name}-2`]) sandbox.v2.make(run);
    sandbox.v2.make(`${name}/cg_0`);
    sandbox.v2.move(`${name}/cg_0`, worker.pid);

    const { removed, left } = await cleanupDeadRuns(sandbox.layout);
    assertEquals(removed, []);
    assertEquals(left.map(({ reason }) => reason), [
      `process ${owner.pid} is alive`,
      `process ${owner.pid} is alive`,
    ]);
    assertEquals(sandbox.v2.pids(`${name}/cg_0`), [worker.pid]);

    await owner[Symbol.asyncDispose]();
    assertEquals((await cleanupDeadRuns(sandbox.layout)).removed.length, 2);
    assertEquals((await worker.status).signal, "SIGKILL");
  },
});

Deno.test({
  name: `cleanupDeadRuns() is not misled by a later process with the same id${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using namesake = new Sleeper();
    const run = `ktstr-${namesake.pid}`;
    sandbox.v2.make(run);
    const start = processStartTicks(namesake.pid) ?? 0;
    sandbox.v2.write(run, "cgroup.max.descendants", `${2 ** 30 + start}`);
    assertEquals((await cleanupDeadRuns(sandbox.layout)).left.length, 1);
    sandbox.v2.write(run, "cgroup.max.descendants", `${2 ** 30 + start - 1}`);
    assertEquals((await cleanupDeadRuns(sandbox.layout)).removed.length, 1);
    assertEquals(isAlive(namesake.pid), true);
  },
});

Deno.test({
  name: `cleanupDeadRuns() leaves this process's own runs and cgroups of other names${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    sandbox.v2.make("ktstr-lab");
    const { removed, left } = await cleanupDeadRuns(sandbox.layout);
    assertEquals(removed, []);
    assertEquals(left, [{ path: run.path, reason: `process ${Deno.pid} is alive` }]);
    assertEquals(sandbox.v2.tryRemove("ktstr-lab"), true);
  },
});

const canUnshare = machine !== null &&
  (await new Deno.Command("unshare", { args: ["-pf", "--mount-proc", "true"] }).output()
      .catch(() => null))?.success === true;

Deno.test({
  name: `cleanupDeadRuns() leaves runs with processes of another pid namespace${
    canUnshare ? "" : " (SKIP: cannot make a pid namespace)"
  }`,
  ignore: !canUnshare,
  async fn() {
    await using sandbox = new Sandbox();
    await using worker = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    run.add("cg_0").place([worker.pid]);
    const result = await runProgram<CleanupResult>(
      ["cleanup", JSON.stringify(sandbox.layout)],
      ["unshare", "-pf", "--mount-proc"],
    );
    assertEquals(result.removed, []);
    assertStringIncludes(result.left[0]?.reason ?? "", "another pid namespace");
    assertEquals(run.cgroups[0]?.verify([worker.pid]).placed, [worker.pid]);
  },
});

Deno.test({
  name: `cleanupDeadRuns() removes the run of a zombie runner${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const file = Deno.makeTempFileSync();
    await using _parent = new Sleeper(`sleep 0 & echo $! > ${file}; exec sleep 600`);
    const childPid = () => Number.parseInt(Deno.readTextFileSync(file), 10);
    await until("the child ended", () => childPid() > 0 && !isAlive(childPid()));
    sandbox.v2.make(`ktstr-${childPid()}`);
    Deno.removeSync(file);
    assertEquals((await cleanupDeadRuns(sandbox.layout)).removed.length, 1);
  },
});
