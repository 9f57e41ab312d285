import { formatCpuList, type Llc, type NumaNode, type Topology } from "../topology/mod.ts";
import { formatSize } from "../units/mod.ts";
import { countOf } from "./numbers.ts";
import { printable } from "./text_layout.ts";

/**
 * Lays out the topology of a machine as a tree: NUMA nodes, their last-level caches, the cores
 * below each and the CPUs of each core.
 *
 * @param topology What sysfs tells.
 * @returns Lines of text, each with its newline.
 */
export function renderTopology(topology: Topology): string {
  return [
    ...(topology.cpuModel === null ? [] : [printable(topology.cpuModel)]),
    describeWhole(topology),
    ...topology.nodes.flatMap((node) => renderNode(topology, node)),
    ...(topology.offline.length === 0 ? [] : [`offline ${describeCpus(topology.offline)}`]),
  ].map((line) => `${line}\n`).join("");
}

function describeWhole({ cpus, cores, llcs, nodes, threadsPerCore }: Topology): string {
  const smt = threadsPerCore > 1 ? `SMT with ${threadsPerCore} threads a core` : "no SMT";
  return [
    countOf(cpus.length, "CPU"),
    countOf(cores.length, "core"),
    countOf(llcs.length, "LLC"),
    countOf(nodes.length, "NUMA node"),
    smt,
  ].join(", ");
}

function renderNode(topology: Topology, node: NumaNode): string[] {
  const cpus = node.cpus.length === 0 ? "memory only" : describeCpus(node.cpus);
  const distances = topology.nodes.length > 1 ? `, distances ${node.distances.join(" ")}` : "";
  return [
    `node ${node.id}: ${cpus}, ${formatSize(node.memoryBytes)}${distances}`,
    ...topology.llcs.filter((llc) => llc.node === node.id)
      .flatMap((llc) => renderLlc(topology, llc)),
  ];
}

function renderLlc(topology: Topology, llc: Llc): string[] {
  const members = new Set(llc.cpus);
  return [
    `  LLC ${llc.index}: ${describeCpus(llc.cpus)}`,
    ...topology.cores.flatMap((cpus, core) => {
      const here = cpus.filter((cpu) => members.has(cpu));
      return here.length === 0 ? [] : [`    core ${core}: ${describeCpus(here)}`];
    }),
  ];
}

function describeCpus(cpus: readonly number[]): string {
  return `${cpus.length === 1 ? "CPU" : "CPUs"} ${formatCpuList(cpus)}`;
}
