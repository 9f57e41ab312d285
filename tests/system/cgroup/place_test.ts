import { assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import { PlacementError, RunCgroups } from "../../../lib/cgroup/mod.ts";
import { UnavailableError, UsageError } from "../../../lib/errors/mod.ts";
import {
  cpusetPathOf,
  endedPid,
  machine,
  noCgroups,
  Sandbox,
  Sleeper,
  stateOf,
  until,
  v2PathOf,
} from "./sandbox.ts";

const ignore = machine === null;
const cpuset = machine?.cpuset != null;

Deno.test({
  name: `Cgroup.place() moves processes in every hierarchy and says so${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using first = new Sleeper();
    await using second = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    const cgroup = run.add("cg_0");

    assertEquals(cgroup.place([second.pid, first.pid]), {
      placed: [second.pid, first.pid],
      vanished: [],
    });

    assertEquals(cgroup.pids().sort(), [first.pid, second.pid].sort());
    assertEquals(cgroup.path, `${sandbox.layout.base}/ktstr-${Deno.pid}/cg_0`);
    for (const { pid } of [first, second]) {
      assertStringIncludes(v2PathOf(pid) ?? "", `/ktstr-${Deno.pid}/cg_0`);
      if (sandbox.v1 !== null) {
        assertStringIncludes(cpusetPathOf(pid) ?? "", `/ktstr-${Deno.pid}/cg_0`);
      }
    }
  },
});

Deno.test({
  name: `Cgroup.place() tells which processes had ended, zombies too${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const file = Deno.makeTempFileSync();
    // The child ends, and sleep, which takes over from the shell, never asks for it.
    await using parent = new Sleeper(`sleep 0 & echo $! > ${file}; exec sleep 600`);
    const childPid = () => Number.parseInt(Deno.readTextFileSync(file), 10);
    await until("the child is a zombie", () => stateOf(childPid()) === "Z");
    const zombie = childPid();
    Deno.removeSync(file);
    const ended = await endedPid();

    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    assertEquals(run.add("cg_0").place([ended, parent.pid, zombie]), {
      placed: [parent.pid],
      vanished: [ended, zombie],
    });
  },
});

Deno.test({
  name: `Cgroup.verify() names a process that was moved away, and where it is${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using sleeper = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    const [wanted, other] = [run.add("cg_0"), run.add("cg_1")];
    wanted.place([sleeper.pid]);
    wanted.verify([sleeper.pid]);

    sandbox.v2.move(`${run.name}/cg_1`, sleeper.pid);
    const error = assertThrows(() => wanted.verify([sleeper.pid]), PlacementError);
    assertEquals(error.pid, sleeper.pid);
    assertEquals(error.wanted, wanted.path);
    assertStringIncludes(error.found, `/${run.name}/cg_1`);
    assertStringIncludes(error.message, `Process ${sleeper.pid} is in cgroup`);
    other.verify(sandbox.v1 === null ? [sleeper.pid] : []);
  },
});

Deno.test({
  name: `Cgroup.verify() looks at the v1 hierarchy as well${
    machine?.cpuset?.version === 1 ? "" : " (SKIP: cpusets are not v1 here)"
  }`,
  ignore: machine?.cpuset?.version !== 1,
  async fn() {
    await using sandbox = new Sandbox();
    await using sleeper = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset: true });
    const cgroup = run.add("cg_0");
    cgroup.place([sleeper.pid]);
    sandbox.v1?.move("", sleeper.pid);
    const error = assertThrows(() => cgroup.verify([sleeper.pid]), PlacementError);
    assertEquals(error.wanted, `${sandbox.v1?.base}/${run.name}/cg_0`);
    sandbox.v1?.move(`${run.name}/cg_0`, sleeper.pid);
  },
});

Deno.test({
  name: `Cgroup survives that somebody else removes its directory${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using sleeper = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    const gone = run.add("gone");
    const stays = run.add("stays");
    sandbox.v2.tryRemove(`${run.name}/gone`);
    sandbox.v1?.tryRemove(`${run.name}/gone`);

    assertEquals(gone.pids(), []);
    assertEquals(gone.cpus(), run.add("fresh").cpus());
    const error = assertThrows(() => gone.place([sleeper.pid]), UnavailableError);
    assertStringIncludes(error.message, "somebody else removed that cgroup");
    await gone.kill();
    await gone.remove();
    assertEquals(stays.place([sleeper.pid]).placed, [sleeper.pid]);
  },
});

Deno.test({
  name: `RunCgroups.add() nests cgroups and refuses bad and used names${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using sleeper = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    const inner = run.add("outer/mid/inner");
    assertEquals(inner.place([sleeper.pid]).placed, [sleeper.pid]);
    const outer = run.add("outer");
    assertEquals(outer.pids(), []);
    assertEquals(run.cgroups.map((cgroup) => cgroup.name), ["outer/mid/inner", "outer"]);

    assertThrows(() => run.add("outer"), UsageError);
    assertThrows(() => run.add("../escape"), UsageError);
    assertThrows(() => run.add("cgroup.procs"), UsageError);

    await outer.remove();
    assertEquals(run.cgroups, []);
    assertEquals(inner.pids(), []);
    assertEquals((await sleeper.status).signal, "SIGKILL");
    assertInstanceOf(run.add("outer/mid/inner"), Object);
  },
});
