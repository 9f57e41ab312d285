import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../../lib/errors/mod.ts";
import { expectedTopology, topologyDifferences } from "../../../lib/topology/expected_topology.ts";
import {
  formatMachineTopology,
  machineCpuCount,
  machineNodeCount,
  type MachineTopology,
  parseMachineTopology,
} from "../../../lib/topology/machine_topology.ts";
import { MACHINE_PRESETS } from "../../../lib/topology/presets.ts";

const MIB = 1024 * 1024;

Deno.test("parseMachineTopology() reads nodes, caches, cores and threads", () => {
  assertEquals(parseMachineTopology("2n4l8c2t"), {
    numaNodes: 2,
    llcs: 4,
    coresPerLlc: 8,
    threadsPerCore: 2,
  });
});

Deno.test("parseMachineTopology() reads the options behind the shape", () => {
  assertEquals(
    parseMachineTopology("1n1l2c1t,memory=1GiB,memory-node=128MiB,distances=10:30/40:10"),
    {
      numaNodes: 1,
      llcs: 1,
      coresPerLlc: 2,
      threadsPerCore: 1,
      memoryBytes: 1024 * MIB,
      memoryNodeBytes: 128 * MIB,
      distances: [[10, 30], [40, 10]],
    },
  );
  assertEquals(parseMachineTopology("smt-2llc,memory=300MiB").memoryBytes, 300 * MIB);
});

/** The figures of the survey, written down again: CPUs, NUMA nodes, last-level caches, threads. */
const FIGURES: Readonly<Record<string, readonly [number, number, number, number]>> = {
  "tiny-1llc": [4, 1, 1, 1],
  "tiny-2llc": [4, 1, 2, 1],
  "odd-3llc": [9, 1, 3, 1],
  "odd-5llc": [15, 1, 5, 1],
  "odd-7llc": [14, 1, 7, 1],
  "smt-2llc": [8, 1, 2, 2],
  "smt-3llc": [12, 1, 3, 2],
  "medium-4llc": [32, 1, 4, 2],
  "medium-8llc": [64, 1, 8, 2],
  "large-4llc": [128, 1, 4, 2],
  "large-8llc": [128, 1, 8, 2],
  "near-max-llc": [240, 1, 15, 2],
  "max-cpu": [252, 1, 14, 2],
  "medium-4llc-nosmt": [32, 1, 4, 1],
  "medium-8llc-nosmt": [64, 1, 8, 1],
  "large-4llc-nosmt": [128, 1, 4, 1],
  "large-8llc-nosmt": [128, 1, 8, 1],
  "near-max-llc-nosmt": [240, 1, 15, 1],
  "max-cpu-nosmt": [252, 1, 14, 1],
  "numa2-4llc": [16, 2, 4, 1],
  "numa2-8llc": [128, 2, 8, 2],
  "numa2-8llc-nosmt": [128, 2, 8, 1],
  "numa4-8llc": [32, 4, 8, 1],
  "numa4-12llc": [192, 4, 12, 2],
};

Deno.test("MACHINE_PRESETS has the 24 machines with their figures", () => {
  assertEquals(MACHINE_PRESETS.map(({ name }) => name).sort(), Object.keys(FIGURES).sort());
  for (const { name, topology, cpus } of MACHINE_PRESETS) {
    const machine = parseMachineTopology(name);
    assertEquals(machine, parseMachineTopology(topology));
    const { numaNodes, llcs, threadsPerCore } = machine;
    assertEquals([machineCpuCount(machine), numaNodes, llcs, threadsPerCore], FIGURES[name], name);
    assertEquals(cpus, machineCpuCount(machine), name);
  }
});

/** Text, and what the message must hold. */
const REFUSED: readonly [text: string, message: string][] = [
  ["", "Write it as 1n2l4c2t"],
  ["1n2l4c", "Write it as 1n2l4c2t"],
  ["1,2,4,2", "Write it as 1n2l4c2t"],
  [" 1n2l4c2t", "Write it as 1n2l4c2t"],
  ["tiny", "name a preset: tiny-1llc"],
  ["0n1l1c1t", "1 to 64 NUMA nodes"],
  ["1n0l1c1t", "at least one last-level cache"],
  ["1n1l0c1t", "at least one core"],
  ["1n1l1c0t", "1 to 8 threads"],
  ["1n1l1c9t", "1 to 8 threads"],
  ["65n65l1c1t", "1 to 64 NUMA nodes"],
  ["2n3l1c1t", "3 last-level caches cannot be shared out evenly to 2 NUMA nodes"],
  ["2n3l1c1t", "for example 2n4l1c1t"],
  ["1n17l17c1t", "289 CPUs, the limit is 288"],
  ["1n1l1c1t,memory=1", "A size needs a unit"],
  ["1n1l1c1t,memory=", 'Unknown option "memory="'],
  ["1n1l1c1t,memory=1KiB", "whole number of MiB"],
  ["1n1l1c1t,memory-node=1MiB", "at least 64MiB"],
  ["1n1l1c1t,numa=2", 'Unknown option "numa=2"'],
  ["1n1l1c1t,memory=1GiB,memory=2GiB", '"memory" twice'],
  ["2n2l1c1t,distances=10:20", "2 rows of 2: found rows of 2"],
  ["2n2l1c1t,distances=10:20/20", "2 rows of 2: found rows of 2, 1"],
  ["2n2l1c1t,distances=11:20/20:10", "node 0 to itself is 10: found 11"],
  ["2n2l1c1t,distances=10:10/20:10", "node 0 to node 1 is 11 to 254: found 10"],
  ["2n2l1c1t,distances=10:20/255:10", "node 1 to node 0 is 11 to 254: found 255"],
  ["2n2l1c1t,distances=a:b/c:d", "write one row a node"],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseMachineTopology() refuses "${text}" (${message})`, () => {
    const error = assertThrows(() => parseMachineTopology(text), UsageError);
    assertStringIncludes(error.message, message);
  });
}

/** Any machine that can be. */
const machines: fc.Arbitrary<MachineTopology> = fc.record({
  numaNodes: fc.integer({ min: 1, max: 8 }),
  llcsPerNode: fc.integer({ min: 1, max: 4 }),
  coresPerLlc: fc.integer({ min: 1, max: 4 }),
  threadsPerCore: fc.integer({ min: 1, max: 2 }),
  memoryMib: fc.option(fc.integer({ min: 1, max: 1 << 20 })),
  memoryNodeMib: fc.option(fc.integer({ min: 64, max: 1 << 20 })),
  remote: fc.option(fc.integer({ min: 11, max: 254 })),
}).map(({ llcsPerNode, memoryMib, memoryNodeMib, remote, ...rest }) => {
  const nodes = rest.numaNodes + (memoryNodeMib === null ? 0 : 1);
  const row = (from: number) =>
    Array.from({ length: nodes }, (_, to) => from === to ? 10 : remote ?? 20);
  return {
    ...rest,
    llcs: rest.numaNodes * llcsPerNode,
    ...(memoryMib === null ? {} : { memoryBytes: memoryMib * MIB }),
    ...(memoryNodeMib === null ? {} : { memoryNodeBytes: memoryNodeMib * MIB }),
    ...(remote === null ? {} : { distances: Array.from({ length: nodes }, (_, n) => row(n)) }),
  };
});

Deno.test("formatMachineTopology() is read back as the same machine", () => {
  fc.assert(fc.property(machines, (machine) => {
    assertEquals(parseMachineTopology(formatMachineTopology(machine)), machine);
  }));
});

Deno.test("expectedTopology() has each CPU in one core, one cache and one node", () => {
  fc.assert(fc.property(machines, (machine) => {
    const { cpus, cores, llcs, nodes } = expectedTopology(machine);
    const all = cpus.map(({ id }) => id);
    assertEquals(all.length, machineCpuCount(machine));
    assertEquals(nodes.length, machineNodeCount(machine));
    assertEquals(cores.flat(), all);
    assertEquals(llcs.flatMap((llc) => llc.cpus), all);
    assertEquals(nodes.flatMap((node) => node.cpus), all);
    for (const { id, core, llc, node } of cpus) {
      assert(cores[core]?.includes(id));
      assert(llcs[llc]?.cpus.includes(id));
      assertEquals(llcs[llc]?.node, node);
      assert(nodes[node]?.cpus.includes(id));
    }
  }));
});

Deno.test("expectedTopology() says what sysfs of such a machine was seen to say", () => {
  const machine = parseMachineTopology(
    "2n2l2c2t,memory-node=128MiB,distances=10:21:30/21:10:40/30:40:10",
  );
  assertEquals(expectedTopology(machine), {
    cpus: [0, 1, 2, 3, 4, 5, 6, 7].map((id) => ({
      id,
      core: id >> 1,
      llc: id >> 2,
      node: id >> 2,
    })),
    offline: [],
    cores: [[0, 1], [2, 3], [4, 5], [6, 7]],
    llcs: [{ index: 0, node: 0, cpus: [0, 1, 2, 3] }, { index: 1, node: 1, cpus: [4, 5, 6, 7] }],
    nodes: [
      { id: 0, cpus: [0, 1, 2, 3], distances: [10, 21, 30] },
      { id: 1, cpus: [4, 5, 6, 7], distances: [21, 10, 40] },
      { id: 2, cpus: [], distances: [30, 40, 10] },
    ],
    threadsPerCore: 2,
  });
  assertEquals(expectedTopology(parseMachineTopology("2n2l1c1t")).nodes, [
    { id: 0, cpus: [0], distances: [10, 20] },
    { id: 1, cpus: [1], distances: [20, 10] },
  ]);
});

/** What `readTopology()` would find in a machine that is right. */
function foundIn(machine: MachineTopology) {
  const expected = expectedTopology(machine);
  const nodes = expected.nodes.map((node) => ({ ...node, memoryBytes: 1 }));
  return { ...expected, nodes };
}

Deno.test("topologyDifferences() finds nothing in the machine that was asked for", () => {
  fc.assert(fc.property(machines, (machine) => {
    assertEquals(topologyDifferences(expectedTopology(machine), foundIn(machine)), []);
  }));
});

Deno.test("topologyDifferences() names what differs", () => {
  const compare = (asked: string, got: string) =>
    topologyDifferences(
      expectedTopology(parseMachineTopology(asked)),
      foundIn(parseMachineTopology(got)),
    );
  assertEquals(compare("1n2l2c1t", "1n1l4c1t")[0], "LLCs: wanted 0-1 | 2-3, found 0-3");
  assertEquals(compare("1n1l2c2t", "1n1l4c1t"), [
    "Cores: wanted 0-1 | 2-3, found 0 | 1 | 2 | 3",
    "Threads of a core: wanted 2, found 1",
    "Places of CPUs: wanted 0=0/0/0 1=0/0/0 2=1/0/0 3=1/0/0, " +
    "found 0=0/0/0 1=1/0/0 2=2/0/0 3=3/0/0",
  ]);
  assertEquals(compare("2n2l1c1t,distances=10:30/30:10", "2n2l1c1t"), [
    "Distances from node 0: wanted 10 30, found 10 20",
    "Distances from node 1: wanted 30 10, found 20 10",
  ]);
  const found = { ...foundIn(parseMachineTopology("1n1l2c1t")), offline: [2] };
  assertEquals(topologyDifferences(expectedTopology(parseMachineTopology("1n1l2c1t")), found), [
    "Offline CPUs: wanted none, found 2",
  ]);
});
