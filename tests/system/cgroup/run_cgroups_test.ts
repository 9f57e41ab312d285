import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { RunCgroups } from "../../../lib/cgroup/mod.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { isAlive, processStartTicks } from "../../../lib/native/mod.ts";
import { machine, noCgroups, Sandbox, Sleeper, stateOf, until } from "./sandbox.ts";

const ignore = machine === null;
const cpuset = machine?.cpuset != null;

Deno.test({
  name: `RunCgroups kills what is left and removes everything when it is disposed${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using stubborn = new Sleeper('trap "" TERM INT; while :; do sleep 0.05; done');
    await using stopped = new Sleeper();
    {
      await using run = await RunCgroups.create(sandbox.layout, { cpuset });
      assertEquals(new Set(sandbox.leftovers()), new Set([`ktstr-${Deno.pid}`]));
      run.add("a").place([stubborn.pid]);
      run.add("a/b/c").place([stopped.pid]);
      Deno.kill(stopped.pid, "SIGSTOP");
      await until("it is stopped", () => stateOf(stopped.pid) === "T");
    }
    assertEquals(sandbox.leftovers(), []);
    assertEquals((await stubborn.status).signal, "SIGKILL");
    assertEquals((await stopped.status).signal, "SIGKILL");
  },
});

Deno.test({
  name: `RunCgroups can be disposed twice, also at the same time${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const run = await RunCgroups.create(sandbox.layout, { cpuset });
    run.add("a");
    await Promise.all([run[Symbol.asyncDispose](), run[Symbol.asyncDispose]()]);
    await run[Symbol.asyncDispose]();
    assertEquals(sandbox.leftovers(), []);
  },
});

Deno.test({
  name: `RunCgroups lets one process have several runs at once${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using sleeper = new Sleeper();
    await using first = await RunCgroups.create(sandbox.layout, { cpuset });
    const second = await RunCgroups.create(sandbox.layout, { cpuset });
    assertEquals([first.name, second.name], [`ktstr-${Deno.pid}`, `ktstr-${Deno.pid}-2`]);
    const mine = first.add("cg_0");
    mine.place([sleeper.pid]);
    second.add("cg_0");
    await second[Symbol.asyncDispose]();
    mine.verify([sleeper.pid]);
    assertEquals(isAlive(sleeper.pid), true);
  },
});

Deno.test({
  name: `RunCgroups.create() makes v1 cpusets only for a run that needs them${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset: false });
    assertEquals(sandbox.v2.children(""), [run.name]);
    assertEquals(sandbox.v1?.children("") ?? [], []);
    assertEquals(sandbox.v2.read("", "cgroup.subtree_control")?.trim(), "");
    const unconfined = run.add("cg_0").cpus();
    assertEquals(unconfined.length > 0, true);
  },
});

Deno.test({
  name: `RunCgroups.create() writes down when its owner started${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    assertEquals(
      Number(sandbox.v2.read(run.name, "cgroup.max.descendants")),
      2 ** 30 + (processStartTicks(Deno.pid) ?? NaN),
    );
  },
});

Deno.test({
  name: `RunCgroups removes the host leaf of its base with the last run${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const first = await RunCgroups.create(sandbox.layout, { cpuset });
    const second = await RunCgroups.create(sandbox.layout, { cpuset });
    sandbox.v2.make("ktstr-host");
    await first[Symbol.asyncDispose]();
    assertEquals(sandbox.v2.exists("ktstr-host"), true);
    await second[Symbol.asyncDispose]();
    assertEquals(sandbox.leftovers(), []);
  },
});

Deno.test({
  name: `RunCgroups.create() says what to do when the limit on cgroups is reached${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    sandbox.v2.write("", "cgroup.max.descendants", "0");
    const error = await assertRejects(
      () => RunCgroups.create(sandbox.layout, { cpuset }),
      UnavailableError,
    );
    assertStringIncludes(error.message, "cgroup.max.descendants");
    assertEquals(sandbox.leftovers(), []);
  },
});

Deno.test({
  name: `RunCgroups.add() leaves nothing in v1 when v2 refuses${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    sandbox.v2.write("", "cgroup.max.descendants", "1");
    const error = assertThrows(() => run.add("cg_0"), UnavailableError);
    assertStringIncludes(error.message, "cgroup.max.descendants");
    assertEquals(run.cgroups, []);
    assertEquals(sandbox.v1?.children(run.name) ?? [], []);
  },
});

Deno.test({
  name: `Cgroup.kill() kills a tree of processes and leaves the cgroup${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const go = await Deno.makeTempFile();
    // The children are forked inside of the cgroup, once the file is gone.
    await using tree = new Sleeper(
      `while [ -e ${go} ]; do sleep 0.01; done; sleep 600 & sleep 600 & exec sleep 600`,
    );
    await using run = await RunCgroups.create(sandbox.layout, { cpuset });
    const cgroup = run.add("cg_0");
    const inner = run.add("cg_0/inner");
    cgroup.place([tree.pid]);
    await Deno.remove(go);
    await until("its children are there", () => cgroup.pids().length === 3);
    await using late = new Sleeper();
    inner.place([late.pid]);

    await cgroup.kill();

    assertEquals([...cgroup.pids(), ...inner.pids()], []);
    assertEquals((await tree.status).signal, "SIGKILL");
    assertEquals((await late.status).signal, "SIGKILL");
    await using next = new Sleeper();
    assertEquals(cgroup.place([next.pid]).placed, [next.pid]);
  },
});
