import { assert, assertEquals, assertGreater } from "@std/assert";
import { detectCgroups } from "../../lib/cgroup/mod.ts";
import { readKernelFile } from "../../lib/native/mod.ts";
import {
  expectedTopology,
  formatCpuList,
  machineCpuCount,
  machineNodeCount,
} from "../../lib/topology/mod.ts";
import { ktstr, resultOf } from "../system/support/ktstr_program.ts";
import { assertSound, guestMachine, inGuest } from "./guest.ts";
import { assertNothingLeft } from "./leftovers.ts";
import { withScenario } from "./scenario_file.ts";

const RUN = ["run", "--no-save", "--reporter", "json", "--duration", "2s"];

function words(path: string): string[] {
  return readKernelFile(path).split(/\s+/).filter(Boolean).sort();
}

Deno.test({
  ...inGuest("detectCgroups() finds pure cgroup v2 with every controller"),
  fn() {
    const available = words("/sys/fs/cgroup/cgroup.controllers");
    for (const name of ["cpu", "cpuset", "io", "memory", "pids"]) {
      assert(available.includes(name), `no controller ${name}: ${available}`);
    }
    assertEquals(words("/sys/fs/cgroup/cgroup.subtree_control"), available);
    const { controllers, ...layout } = detectCgroups();
    assertEquals([...controllers].sort(), available);
    assertEquals(layout, {
      mode: "v2",
      base: "/sys/fs/cgroup",
      delegated: false,
      cpuset: { version: 2 },
      runnerCpuset: null,
    });
  },
});

Deno.test({
  ...inGuest("ktstr run steady judges the scheduler of the guest"),
  async fn() {
    const finished = await ktstr([...RUN, "steady"]);
    const result = resultOf(finished);
    assertSound(finished, result);
    assertEquals(result.cgroups.map(({ name, reports }) => [name, reports.length]), [
      ["cg_0", 2],
      ["cg_1", 2],
    ]);
    assertNothingLeft(finished.pid);
  },
});

Deno.test({
  ...inGuest("ktstr run keeps a worker for each CPU within the cpusets of cgroup v2"),
  async fn() {
    const machine = guestMachine();
    const cpus = machineCpuCount(machine);
    const { nodes } = expectedTopology(machine);
    const [first, second] = halves(nodes.map((node) => node.cpus).filter((of) => of.length > 0));
    const finished = await withScenario(
      [first, second].map((half, i) => ({ name: `half_${i}`, cpus: half })),
      Math.max(2, cpus / 2),
      (file) => ktstr([...RUN, file]),
    );
    const result = resultOf(finished);
    assertSound(finished, result);
    assertEquals(
      result.cgroups.map(({ cpuset }) => cpuset),
      [formatCpuList(first), formatCpuList(second)],
    );
    for (const [i, { reports }] of result.cgroups.entries()) {
      assertEquals(reports.length, Math.max(2, cpus / 2));
      for (const report of reports) {
        const outside = report.cpus_used.filter((cpu) => !(i === 0 ? first : second).includes(cpu));
        assertEquals(outside, [], `worker ${report.index} of half_${i}`);
        assertGreater(report.work_units, 0);
      }
    }
    const { environment } = result;
    assertEquals(environment.cgroup_mode, "v2");
    assertEquals(environment.topology.cpus, cpus);
    assertEquals(environment.topology.numa_nodes, machineNodeCount(machine));
    assertEquals(environment.virtualisation, "QEMU");
    assert(environment.accelerator !== null, "the guest does not know what it runs on");
    assertNothingLeft(finished.pid);
  },
});

/** Two halves along the NUMA nodes; a single CPU is both. */
function halves(nodes: readonly (readonly number[])[]): [readonly number[], readonly number[]] {
  const [first = [], second] = nodes;
  if (second !== undefined) return [first, second];
  const middle = first.length / 2;
  return middle < 1 ? [first, first] : [first.slice(0, middle), first.slice(middle)];
}
