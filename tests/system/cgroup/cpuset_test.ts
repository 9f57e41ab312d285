import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RunCgroups } from "../../../lib/cgroup/mod.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { readProcStatus } from "../../../lib/native/mod.ts";
import { formatCpuList, readOnlineCpus } from "../../../lib/topology/mod.ts";
import { machine, noCpusets, Sandbox, Sleeper } from "./sandbox.ts";

const online = readOnlineCpus();
const [low = 0, high = 0] = [online[0], online.at(-1)];
const ignore = machine?.cpuset == null || low === high;
const skipped = noCpusets === "" && low === high ? " (SKIP: one CPU only)" : noCpusets;

const allowed = (pid: number) => readProcStatus(pid)?.cpusAllowedList;

Deno.test({
  name: `Cgroup confines its processes to its CPUs, and can be changed while they run${skipped}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using sleeper = new Sleeper();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset: true });
    const cgroup = run.add("cg_0", { cpus: [high] });
    assertEquals(cgroup.cpus(), [high]);
    cgroup.place([sleeper.pid]);
    assertEquals(allowed(sleeper.pid), `${high}`);

    cgroup.setCpus([low]);
    assertEquals(cgroup.cpus(), [low]);
    assertEquals(allowed(sleeper.pid), `${low}`);

    cgroup.setCpus(null);
    assertEquals(allowed(sleeper.pid), formatCpuList(cgroup.cpus()));
    assertEquals(cgroup.cpus().includes(low) && cgroup.cpus().includes(high), true);
  },
});

Deno.test({
  name: `Cgroup without a cpuset has the CPUs of its parent${skipped}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset: true });
    run.add("outer", { cpus: [low] });
    const inner = run.add("outer/inner");
    assertEquals(inner.cpus(), [low]);
    assertEquals(run.add("beside").cpus().length > 1, true);
  },
});

Deno.test({
  name: `RunCgroups.add() says which CPUs the parent allows and leaves no cgroup${skipped}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset: true });
    run.add("outer", { cpus: [low] });
    for (const cpus of [[high], [low, high], [low, 4000]]) {
      const error = assertThrows(() => run.add("outer/inner", { cpus }), UnavailableError);
      assertStringIncludes(error.message, `to CPUs ${formatCpuList(cpus)}: `);
      assertStringIncludes(error.message, `its parent allows CPUs ${low}`);
    }
    assertEquals(run.cgroups.map((cgroup) => cgroup.name), ["outer"]);
    assertEquals(sandbox.v2.children(`${run.name}/outer`), []);
    assertEquals(sandbox.v1?.children(`${run.name}/outer`) ?? [], []);
  },
});

Deno.test({
  name: `Cgroup.setCpus() refuses an empty cpuset and a run without cpusets${skipped}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    await using run = await RunCgroups.create(sandbox.layout, { cpuset: true });
    const cgroup = run.add("cg_0");
    assertThrows(() => cgroup.setCpus([]), RangeError);

    await using plain = await RunCgroups.create(sandbox.layout, { cpuset: false });
    const error = assertThrows(() => plain.add("cg_0", { cpus: [low] }), Error);
    assertStringIncludes(error.message, "without cpusets");
    assertEquals(plain.cgroups, []);
  },
});
