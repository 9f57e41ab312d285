import { formatCpuList } from "./format_cpu_list.ts";
import {
  LOCAL_DISTANCE,
  machineCpuCount,
  machineNodeCount,
  type MachineTopology,
} from "./machine_topology.ts";
import type { NumaNode, Topology } from "./topology.ts";

/** What `readTopology()` must find in a machine, the figures aside that only the machine knows. */
export interface ExpectedTopology
  extends Pick<Topology, "cpus" | "offline" | "cores" | "llcs" | "threadsPerCore"> {
  /** NUMA nodes; their memory is not compared, as the kernel keeps a part of it. */
  readonly nodes: readonly Pick<NumaNode, "id" | "cpus" | "distances">[];
}

/** Distance between two nodes when the firmware has no table of distances. */
const REMOTE_DISTANCE = 20;

/**
 * Works out what a machine looks like from the inside.
 *
 * CPUs are numbered through the threads of a core, the cores of a cache, the caches of a node.
 *
 * @param machine The machine that was asked for.
 * @returns What `readTopology()` inside must equal.
 */
export function expectedTopology(machine: MachineTopology): ExpectedTopology {
  const { threadsPerCore, llcs, numaNodes } = machine;
  const cpuCount = machineCpuCount(machine);
  const cpusPerLlc = machine.coresPerLlc * threadsPerCore;
  const cpusPerNode = cpuCount / numaNodes;
  return {
    cpus: range(0, cpuCount).map((id) => ({
      id,
      core: Math.floor(id / threadsPerCore),
      llc: Math.floor(id / cpusPerLlc),
      node: Math.floor(id / cpusPerNode),
    })),
    offline: [],
    cores: range(0, cpuCount / threadsPerCore).map((core) =>
      range(core * threadsPerCore, threadsPerCore)
    ),
    llcs: range(0, llcs).map((index) => ({
      index,
      node: Math.floor((index * numaNodes) / llcs),
      cpus: range(index * cpusPerLlc, cpusPerLlc),
    })),
    nodes: range(0, machineNodeCount(machine)).map((id) => ({
      id,
      cpus: id < numaNodes ? range(id * cpusPerNode, cpusPerNode) : [],
      distances: distancesFrom(machine, id),
    })),
    threadsPerCore,
  };
}

/**
 * Says in words where a machine differs from what was asked for.
 *
 * @param expected From {@linkcode expectedTopology}.
 * @param found From `readTopology()` inside the machine.
 * @returns One line a difference; empty when everything is as it shall be.
 */
export function topologyDifferences(
  expected: ExpectedTopology,
  found: Omit<Topology, "cpuModel">,
): string[] {
  const lines: string[] = [];
  const compare = (what: string, wanted: string, actual: string) => {
    if (wanted !== actual) lines.push(`${what}: wanted ${wanted}, found ${actual}`);
  };
  const groups = (lists: readonly (readonly number[])[]) => lists.map(listText).join(" | ");
  compare("CPUs", listText(idsOf(expected.cpus)), listText(idsOf(found.cpus)));
  compare("Offline CPUs", listText(expected.offline), listText(found.offline));
  compare("Cores", groups(expected.cores), groups(found.cores));
  compare("LLCs", groups(cpusOf(expected.llcs)), groups(cpusOf(found.llcs)));
  compare("NUMA nodes", nodesText(expected.nodes), nodesText(found.nodes));
  compare("Threads of a core", `${expected.threadsPerCore}`, `${found.threadsPerCore}`);
  compare("NUMA nodes of LLCs", nodesOf(expected.llcs), nodesOf(found.llcs));
  compare("Places of CPUs", placesText(expected.cpus), placesText(found.cpus));
  for (const { id, distances } of expected.nodes) {
    const actual = found.nodes.find((node) => node.id === id)?.distances ?? [];
    compare(`Distances from node ${id}`, distances.join(" "), actual.join(" "));
  }
  return lines;
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function distancesFrom(machine: MachineTopology, from: number): readonly number[] {
  return machine.distances?.[from] ??
    range(0, machineNodeCount(machine)).map((to) => from === to ? LOCAL_DISTANCE : REMOTE_DISTANCE);
}

function listText(cpus: readonly number[]): string {
  return cpus.length === 0 ? "none" : formatCpuList(cpus);
}

function idsOf(things: readonly { readonly id: number }[]): number[] {
  return things.map(({ id }) => id);
}

function cpusOf(groups: readonly { readonly cpus: readonly number[] }[]): (readonly number[])[] {
  return groups.map(({ cpus }) => cpus);
}

function nodesOf(llcs: Topology["llcs"]): string {
  return llcs.map(({ node }) => node).join(" ");
}

function nodesText(nodes: readonly Pick<NumaNode, "id" | "cpus">[]): string {
  return nodes.map(({ id, cpus }) => `${id}: ${listText(cpus)}`).join(" | ");
}

function placesText(cpus: Topology["cpus"]): string {
  return cpus.map(({ id, core, llc, node }) => `${id}=${core}/${llc}/${node}`).join(" ");
}
