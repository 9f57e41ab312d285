import { assertEquals } from "@std/assert";
import { renderTopology } from "../../../lib/report/mod.ts";
import type { Topology } from "../../../lib/topology/mod.ts";

const GIB = 2 ** 30;

Deno.test("renderTopology() shows a single-node machine without distances", () => {
  const topology: Topology = {
    cpus: [0, 1].map((id) => ({ id, core: id, llc: 0, node: 0 })),
    offline: [],
    cores: [[0], [1]],
    llcs: [{ index: 0, node: 0, cpus: [0, 1] }],
    nodes: [{ id: 0, cpus: [0, 1], memoryBytes: 8 * GIB, distances: [10] }],
    threadsPerCore: 1,
    cpuModel: null,
  };
  assertEquals(
    renderTopology(topology),
    "2 CPUs, 2 cores, 1 LLC, 1 NUMA node, no SMT\n" +
      "node 0: CPUs 0-1, 8GiB\n" +
      "  LLC 0: CPUs 0-1\n" +
      "    core 0: CPU 0\n" +
      "    core 1: CPU 1\n",
  );
});

Deno.test("renderTopology() shows nodes, caches, SMT siblings, memory-only nodes and offline CPUs", () => {
  const topology: Topology = {
    cpus: [0, 1, 2, 3, 4, 5].map((id) => ({
      id,
      core: id % 3,
      llc: id % 3 === 2 ? 1 : 0,
      node: id % 3 === 2 ? 1 : 0,
    })),
    offline: [6, 7],
    cores: [[0, 3], [1, 4], [2, 5]],
    llcs: [{ index: 0, node: 0, cpus: [0, 1, 3, 4] }, { index: 1, node: 1, cpus: [2, 5] }],
    nodes: [
      { id: 0, cpus: [0, 1, 3, 4], memoryBytes: 1.5 * GIB, distances: [10, 21, 31] },
      { id: 1, cpus: [2, 5], memoryBytes: GIB, distances: [21, 10, 31] },
      { id: 4, cpus: [], memoryBytes: GIB, distances: [31, 31, 10] },
    ],
    threadsPerCore: 2,
    cpuModel: "Example CPU @ 2.00GHz",
  };
  assertEquals(
    renderTopology(topology),
    "Example CPU @ 2.00GHz\n" +
      "6 CPUs, 3 cores, 2 LLCs, 3 NUMA nodes, SMT with 2 threads a core\n" +
      "node 0: CPUs 0-1,3-4, 1.5GiB, distances 10 21 31\n" +
      "  LLC 0: CPUs 0-1,3-4\n" +
      "    core 0: CPUs 0,3\n" +
      "    core 1: CPUs 1,4\n" +
      "node 1: CPUs 2,5, 1GiB, distances 21 10 31\n" +
      "  LLC 1: CPUs 2,5\n" +
      "    core 2: CPUs 2,5\n" +
      "node 4: memory only, 1GiB, distances 31 31 10\n" +
      "offline CPUs 6-7\n",
  );
});
