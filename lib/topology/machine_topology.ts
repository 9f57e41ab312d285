import { UsageError } from "../errors/mod.ts";
import { formatSize, parseSize, UnitError } from "../units/mod.ts";
import { MACHINE_PRESETS } from "./presets.ts";

/** The CPUs and the memory of a virtual machine that is to be made. */
export interface MachineTopology {
  /** NUMA nodes that have CPUs; {@linkcode llcs} is a multiple of it. */
  readonly numaNodes: number;
  /** Last-level caches of the whole machine. */
  readonly llcs: number;
  /** Physical cores that share one last-level cache. */
  readonly coresPerLlc: number;
  /** Hardware threads of each core. */
  readonly threadsPerCore: number;
  /** Memory of the nodes that have CPUs, in bytes; without it as much as the CPUs need. */
  readonly memoryBytes?: number;
  /** Memory of one further node that has no CPUs, in bytes; without it there is no such node. */
  readonly memoryNodeBytes?: number;
  /**
   * Distance from each node to each node, the node without CPUs last; 10 is the distance of a
   * node to itself. Without it the kernel takes 20 for all others.
   */
  readonly distances?: readonly (readonly number[])[];
}

/** Most CPUs of a machine: what QEMU's q35 machine takes before version 9. */
export const MAX_MACHINE_CPUS = 288;

/** Most nodes of a machine; far above any machine that is sold, far below QEMU's limit of 128. */
const MAX_NODES = 64;

/** Most threads of a core; no x86 processor has more. */
const MAX_THREADS = 8;

/** ACPI's distance of a node to itself. */
export const LOCAL_DISTANCE = 10;

/** ACPI's word for "not reachable"; what is below it is a distance. */
const UNREACHABLE_DISTANCE = 255;

/** A node with less memory than this may not come up at all. */
const MIN_MEMORY_NODE_BYTES = 64 * 1024 * 1024;

/** QEMU counts a node's memory in pages; whole MiB keep the figures readable. */
const MEMORY_GRAIN = 1024 * 1024;

const SHAPE = /^(\d{1,4})n(\d{1,4})l(\d{1,4})c(\d{1,4})t$/;

const HOW_TO_WRITE = "Write it as 1n2l4c2t: NUMA nodes, last-level caches of the whole machine, " +
  "cores of each cache, threads of each core";

/**
 * Reads what `--topology` takes: a shape like `1n2l4c2t` or the name of a preset, then options.
 *
 * The options are separated by commas: `memory=2GiB`, `memory-node=512MiB` for a further node
 * without CPUs, `distances=10:21/21:10` with one row a node.
 *
 * @param text For example `2n4l4c1t`, `smt-2llc`, `2n2l2c1t,memory=1GiB,distances=10:30/30:10`.
 * @returns The machine, checked.
 * @throws {UsageError} The text cannot be read, or no such machine can be.
 *
 * @example
 * ```ts
 * import { parseMachineTopology } from "./machine_topology.ts";
 *
 * const machine = parseMachineTopology("1n2l4c2t");
 * const cpus = machine.llcs * machine.coresPerLlc * machine.threadsPerCore; // 16
 * ```
 */
export function parseMachineTopology(text: string): MachineTopology {
  const [head = "", ...options] = text.split(",");
  let machine: MachineTopology = parseShape(head);
  const seen = new Set<string>();
  for (const option of options) {
    const [, name = "", value = ""] = /^([a-z-]+)=(.+)$/.exec(option) ?? [];
    if (seen.has(name)) throw new UsageError(`The topology "${text}" has "${name}" twice`);
    seen.add(name);
    if (name === "memory") {
      machine = { ...machine, memoryBytes: parseMemory(value, text) };
    } else if (name === "memory-node") {
      machine = { ...machine, memoryNodeBytes: parseMemory(value, text) };
    } else if (name === "distances") {
      machine = { ...machine, distances: parseDistances(value, text) };
    } else {
      throw new UsageError(
        `Unknown option "${option}" in the topology "${text}": ` +
          "use memory=SIZE, memory-node=SIZE or distances=10:20/20:10",
      );
    }
  }
  checkMachineTopology(machine);
  return machine;
}

/**
 * Writes a machine the way {@linkcode parseMachineTopology} reads it.
 *
 * @param machine The machine.
 * @returns For example `1n2l4c2t`; names of presets are not used.
 */
export function formatMachineTopology(machine: MachineTopology): string {
  const { numaNodes, llcs, coresPerLlc, threadsPerCore } = machine;
  const parts = [`${numaNodes}n${llcs}l${coresPerLlc}c${threadsPerCore}t`];
  if (machine.memoryBytes !== undefined) parts.push(`memory=${exactSize(machine.memoryBytes)}`);
  if (machine.memoryNodeBytes !== undefined) {
    parts.push(`memory-node=${exactSize(machine.memoryNodeBytes)}`);
  }
  if (machine.distances !== undefined) {
    parts.push(`distances=${machine.distances.map((row) => row.join(":")).join("/")}`);
  }
  return parts.join(",");
}

/**
 * Counts the logical CPUs of a machine.
 *
 * @param machine The machine.
 */
export function machineCpuCount(machine: MachineTopology): number {
  return machine.llcs * machine.coresPerLlc * machine.threadsPerCore;
}

/**
 * Counts the NUMA nodes of a machine, the one without CPUs included.
 *
 * @param machine The machine.
 */
export function machineNodeCount(machine: MachineTopology): number {
  return machine.numaNodes + (machine.memoryNodeBytes === undefined ? 0 : 1);
}

/**
 * Checks that such a machine can be.
 *
 * @param machine The machine.
 * @throws {UsageError} Something is out of range or does not fit together.
 */
export function checkMachineTopology(machine: MachineTopology): void {
  const { numaNodes, llcs, coresPerLlc, threadsPerCore } = machine;
  const name = `${numaNodes}n${llcs}l${coresPerLlc}c${threadsPerCore}t`;
  const refuse = (why: string) => {
    throw new UsageError(`Cannot make a machine "${name}": ${why}`);
  };
  if (!inRange(numaNodes, MAX_NODES)) refuse(`it needs 1 to ${MAX_NODES} NUMA nodes`);
  if (!inRange(llcs, MAX_MACHINE_CPUS)) refuse("it needs at least one last-level cache");
  if (!inRange(coresPerLlc, MAX_MACHINE_CPUS)) {
    refuse("each last-level cache needs at least one core");
  }
  if (!inRange(threadsPerCore, MAX_THREADS)) refuse(`each core needs 1 to ${MAX_THREADS} threads`);
  if (llcs % numaNodes !== 0) {
    refuse(
      `its ${llcs} last-level caches cannot be shared out evenly to ${numaNodes} NUMA nodes; ` +
        `the number of caches is that of the whole machine, for example ` +
        `${numaNodes}n${numaNodes * Math.ceil(llcs / numaNodes)}l${coresPerLlc}c${threadsPerCore}t`,
    );
  }
  const cpus = machineCpuCount(machine);
  if (cpus > MAX_MACHINE_CPUS) refuse(`it has ${cpus} CPUs, the limit is ${MAX_MACHINE_CPUS}`);
  checkMemory(machine.memoryBytes, "memory", MEMORY_GRAIN, refuse);
  checkMemory(machine.memoryNodeBytes, "memory-node", MIN_MEMORY_NODE_BYTES, refuse);
  checkDistances(machine, refuse);
}

function parseShape(head: string): MachineTopology {
  const preset = MACHINE_PRESETS.find(({ name }) => name === head);
  const [, numaNodes, llcs, coresPerLlc, threadsPerCore] =
    SHAPE.exec(preset?.topology ?? head)?.map(Number) ?? [];
  if (
    numaNodes === undefined || llcs === undefined || coresPerLlc === undefined ||
    threadsPerCore === undefined
  ) {
    const names = MACHINE_PRESETS.map(({ name }) => name).join(", ");
    throw new UsageError(
      `Cannot read the topology "${head}". ${HOW_TO_WRITE}. Or name a preset: ${names}`,
    );
  }
  return { numaNodes, llcs, coresPerLlc, threadsPerCore };
}

function parseMemory(value: string, text: string): number {
  try {
    return parseSize(value);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new UsageError(`Cannot read the topology "${text}". ${error.message}`, { cause: error });
  }
}

function parseDistances(value: string, text: string): number[][] {
  const rows = value.split("/").map((row) => row.split(":"));
  if (!rows.flat().every((distance) => /^\d{1,3}$/.test(distance))) {
    throw new UsageError(
      `Cannot read the distances in the topology "${text}": ` +
        "write one row a node, for example distances=10:20/20:10",
    );
  }
  return rows.map((row) => row.map(Number));
}

function inRange(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function checkMemory(
  bytes: number | undefined,
  name: string,
  least: number,
  refuse: (why: string) => void,
): void {
  if (bytes === undefined) return;
  if (Number.isSafeInteger(bytes) && bytes >= least && bytes % MEMORY_GRAIN === 0) return;
  refuse(`${name} is a whole number of MiB, at least ${formatSize(least)}: found ${bytes} bytes`);
}

function checkDistances(machine: MachineTopology, refuse: (why: string) => void): void {
  const { distances } = machine;
  if (distances === undefined) return;
  const nodes = machineNodeCount(machine);
  if (distances.length !== nodes || distances.some((row) => row.length !== nodes)) {
    refuse(
      `it has ${nodes} NUMA nodes, so its distances are ${nodes} rows of ${nodes}: found rows of ` +
        distances.map((row) => row.length).join(", "),
    );
  }
  for (const [from, row] of distances.entries()) {
    for (const [to, distance] of row.entries()) {
      if (from === to && distance !== LOCAL_DISTANCE) {
        refuse(`the distance of node ${from} to itself is ${LOCAL_DISTANCE}: found ${distance}`);
      }
      const remote = distance > LOCAL_DISTANCE && distance < UNREACHABLE_DISTANCE;
      if (from !== to && !(Number.isInteger(distance) && remote)) {
        refuse(
          `the distance of node ${from} to node ${to} is ${LOCAL_DISTANCE + 1} to ` +
            `${UNREACHABLE_DISTANCE - 1}: found ${distance}`,
        );
      }
    }
  }
}

/** Shows a size so that it can be read back without loss. */
function exactSize(bytes: number): string {
  const gib = 1024 * MEMORY_GRAIN;
  return bytes % gib === 0 ? `${bytes / gib}GiB` : `${bytes / MEMORY_GRAIN}MiB`;
}
