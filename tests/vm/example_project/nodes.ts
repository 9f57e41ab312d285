import { formatCpuList, type Topology } from "@ktstr/ktstr/topology";

/** CPUs of each NUMA node as a CPU list. */
export function nodesOf(topology: Topology): string[] {
  return topology.nodes.map(({ cpus }) => formatCpuList(cpus));
}
