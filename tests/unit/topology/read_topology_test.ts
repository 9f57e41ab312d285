import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { readTopology, type Topology } from "../../../lib/topology/mod.ts";
import { bigMachine, type FakeCache, type FakeMachine, writeSysfsTree } from "./sysfs_tree.ts";

function topologyOf(machine: FakeMachine): Topology {
  using tree = writeSysfsTree(machine);
  return readTopology(tree);
}

const unified = (level: number, sharers: number[], id = 0): FakeCache => ({
  level,
  type: "Unified",
  sharers,
  id,
});

for (const oldNames of [false, true]) {
  const names = oldNames ? "the file names of old kernels" : "the current file names";
  Deno.test(`readTopology() reads cores, LLCs and nodes with ${names}`, () => {
    const topology = topologyOf(bigMachine({ oldNames }));

    assertEquals(topology.cpus.length, 15);
    assertEquals(topology.offline, [13]);
    assertEquals(topology.cores, [[0, 8], [1, 9], [2, 10], [3, 11], [4, 12], [5], [6, 14], [
      7,
      15,
    ]]);
    assertEquals(topology.llcs, [
      { index: 0, node: 0, cpus: [0, 1, 8, 9] },
      { index: 1, node: 0, cpus: [2, 3, 10, 11] },
      { index: 2, node: 1, cpus: [4, 5, 12] },
      { index: 3, node: 1, cpus: [6, 7, 14, 15] },
    ]);
    assertEquals(topology.threadsPerCore, 2);
    assertEquals(topology.cpus[11], { id: 11, core: 3, llc: 1, node: 0 });
    assertEquals(topology.cpus[13], { id: 14, core: 6, llc: 3, node: 1 });
  });
}

Deno.test("readTopology() reads a memory-only node with its memory and distances", () => {
  const { nodes } = topologyOf(bigMachine());
  assertEquals(nodes.map((node) => node.id), [0, 1, 4]);
  assertEquals(nodes[2], {
    id: 4,
    cpus: [],
    memoryBytes: 1024 * 1024,
    distances: [17, 28, 10],
  });
  assertEquals(nodes[1]?.cpus, [4, 5, 6, 7, 12, 14, 15]);
});

Deno.test("readTopology() takes L2 as the last level where there is no L3", () => {
  const { llcs } = topologyOf({
    cpus: [0, 1, 2, 3].map((id) => ({
      id,
      packageCpus: [0, 1, 2, 3],
      caches: [unified(1, [id]), unified(2, id < 2 ? [0, 1] : [2, 3])],
    })),
  });
  assertEquals(llcs.map((llc) => llc.cpus), [[0, 1], [2, 3]]);
});

Deno.test("readTopology() tells LLCs apart by sharers when their ids collide or differ", () => {
  const { llcs } = topologyOf({
    cpus: [
      { id: 0, caches: [unified(3, [0, 1], 7)] },
      { id: 1, caches: [unified(3, [0, 1], 8)] },
      { id: 2, caches: [unified(3, [2, 3], 7)] },
      { id: 3, caches: [unified(3, [2, 3], 7)] },
    ],
  });
  assertEquals(llcs.map((llc) => llc.cpus), [[0, 1], [2, 3]]);
});

Deno.test("readTopology() never takes an instruction cache for the LLC", () => {
  const { llcs } = topologyOf({
    cpus: [0, 1].map((id) => ({
      id,
      caches: [
        { level: 1, type: "Data", sharers: [id] },
        { level: 2, type: "Instruction", sharers: [0, 1] },
      ],
    })),
  });
  assertEquals(llcs.length, 2);
});

Deno.test("readTopology() falls back to packages without cache information", () => {
  for (const oldNames of [false, true]) {
    const { llcs } = topologyOf({
      oldNames,
      cpus: [0, 1, 2, 3].map((id) => ({ id, packageCpus: id < 2 ? [0, 1] : [2, 3] })),
    });
    assertEquals(llcs.map((llc) => llc.cpus), [[0, 1], [2, 3]]);
  }
});

Deno.test("readTopology() falls back to one LLC and single-thread cores when nothing is known", () => {
  const topology = topologyOf({ cpus: [{ id: 0 }, { id: 1 }, { id: 5 }] });
  assertEquals(topology.llcs, [{ index: 0, node: 0, cpus: [0, 1, 5] }]);
  assertEquals(topology.cores, [[0], [1], [5]]);
  assertEquals(topology.threadsPerCore, 1);
});

Deno.test("readTopology() cuts an LLC that spans NUMA nodes at the node boundary", () => {
  const { llcs } = topologyOf({
    cpus: [0, 1, 2, 3].map((id) => ({ id, caches: [unified(3, [0, 1, 2, 3])] })),
    nodes: [
      { id: 0, cpus: [0, 1], memoryKib: 1 },
      { id: 1, cpus: [2, 3], memoryKib: 1 },
    ],
  });
  assertEquals(llcs, [
    { index: 0, node: 0, cpus: [0, 1] },
    { index: 1, node: 1, cpus: [2, 3] },
  ]);
});

Deno.test("readTopology() leaves offline siblings out even if a file still names them", () => {
  const topology = topologyOf({
    offline: [1],
    cpus: [{ id: 0, siblings: [0, 1], caches: [unified(3, [0, 1])] }],
  });
  assertEquals(topology.cores, [[0]]);
  assertEquals(topology.llcs[0]?.cpus, [0]);
});

Deno.test("readTopology() makes a machine without a node directory one node 0", () => {
  const { nodes } = topologyOf({ cpus: [{ id: 0 }, { id: 1 }] });
  assertEquals(nodes, [{ id: 0, cpus: [0, 1], memoryBytes: 2048 * 1024, distances: [10] }]);
});

Deno.test("readTopology() uses the kernel's default distances when the file is missing", () => {
  const { nodes } = topologyOf({
    cpus: [{ id: 0 }, { id: 1 }],
    nodes: [{ id: 0, cpus: [0], memoryKib: 1 }, { id: 1, cpus: [1], memoryKib: 1 }],
  });
  assertEquals(nodes.map((node) => node.distances), [[10, 20], [20, 10]]);
});

Deno.test("readTopology() gives a CPU that no node lists to the first node", () => {
  const { nodes, cpus } = topologyOf({
    cpus: [{ id: 0 }, { id: 1 }],
    nodes: [{ id: 3, cpus: [1], memoryKib: 1 }],
  });
  assertEquals(nodes[0]?.cpus, [0, 1]);
  assertEquals(cpus.map((cpu) => cpu.node), [3, 3]);
});

Deno.test("readTopology() reads the CPU model of several architectures", () => {
  const modelOf = (cpuinfo: string) => topologyOf({ cpus: [{ id: 0 }], cpuinfo }).cpuModel;
  assertEquals(
    modelOf("cpu family\t: 6\nmodel\t: 1\nmodel name\t: Xeon   E5 \nmodel name\t: B"),
    "Xeon E5",
  );
  assertEquals(modelOf("processor\t: 0\ncpu\t\t: POWER9, altivec\n"), "POWER9, altivec");
  assertEquals(modelOf("Model Name\t: Loongson-3A5000"), "Loongson-3A5000");
  assertEquals(modelOf("processor\t: 0\nCPU implementer\t: 0x41\n"), null);
  assertEquals(modelOf("model name\t:\n"), null);
});

Deno.test("readTopology() says which file is missing where sysfs is not mounted", () => {
  const error = assertThrows(
    () => readTopology({ sysRoot: "/nonexistent" }),
    UnavailableError,
  );
  assertStringIncludes(error.message, "/nonexistent/devices/system/cpu/online");
});

Deno.test("readTopology() names the file that holds an unreadable list", () => {
  using tree = writeSysfsTree({ cpus: [{ id: 0 }] });
  const path = `${tree.sysRoot}/devices/system/cpu/online`;
  Deno.writeTextFileSync(path, "zero\n");
  const error = assertThrows(() => readTopology(tree), Error);
  assertStringIncludes(error.message, path);
});
