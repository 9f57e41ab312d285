/** One online logical CPU. */
export interface Cpu {
  /** The kernel's number of the CPU. */
  readonly id: number;
  /** Index into {@linkcode Topology.cores}. */
  readonly core: number;
  /** Index into {@linkcode Topology.llcs}. */
  readonly llc: number;
  /** NUMA node id (the kernel's number). */
  readonly node: number;
}

/** One last-level cache and the CPUs that share it. */
export interface Llc {
  /** Position in {@linkcode Topology.llcs}, ordered by lowest CPU. */
  readonly index: number;
  /** NUMA node id of its CPUs. */
  readonly node: number;
  /** Online CPUs that share it, ascending. */
  readonly cpus: readonly number[];
}

/** One NUMA node. */
export interface NumaNode {
  /** The kernel's number of the node. */
  readonly id: number;
  /** Online CPUs of the node, ascending; empty on a memory-only node. */
  readonly cpus: readonly number[];
  /** Memory of the node in bytes. */
  readonly memoryBytes: number;
  /** Distance to each node, in the order of {@linkcode Topology.nodes}. */
  readonly distances: readonly number[];
}

/** The CPUs of a machine and what they share, as sysfs tells. */
export interface Topology {
  /** Online CPUs, ascending. */
  readonly cpus: readonly Cpu[];
  /** CPUs that are present but offline, ascending. */
  readonly offline: readonly number[];
  /** Physical cores: the CPUs (SMT siblings) of each, ascending. */
  readonly cores: readonly (readonly number[])[];
  /** Last-level caches, ordered by lowest CPU. */
  readonly llcs: readonly Llc[];
  /** NUMA nodes, ordered by id. */
  readonly nodes: readonly NumaNode[];
  /** Hardware threads of the core with the most of them; above 1 means SMT is in use. */
  readonly threadsPerCore: number;
  /** Model name of the first CPU, or `null` where the kernel does not tell. */
  readonly cpuModel: string | null;
}
