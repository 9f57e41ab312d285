import { readCores } from "./cores.ts";
import { readCpuModel } from "./cpu_model.ts";
import { readLlcs } from "./llcs.ts";
import { readNumaNodes } from "./numa_nodes.ts";
import { readOnlineCpus } from "./online_cpus.ts";
import { readListOrNull } from "./sysfs.ts";
import type { Topology } from "./topology.ts";

/** Options for {@linkcode readTopology}. */
export interface ReadTopologyOptions {
  /**
   * Where sysfs is mounted.
   *
   * @default {"/sys"}
   */
  readonly sysRoot?: string;
  /**
   * Where procfs is mounted.
   *
   * @default {"/proc"}
   */
  readonly procRoot?: string;
}

/**
 * Reads the CPUs of this machine and what they share from sysfs.
 *
 * Only online CPUs are part of cores, caches and nodes; each is in exactly one of each.
 *
 * @returns The topology as it is now; CPU hotplug changes it.
 * @throws {UnavailableError} When sysfs does not tell which CPUs are online.
 *
 * @example
 * ```ts no-assert
 * import { readTopology } from "@ktstr/ktstr/topology";
 *
 * const { cpus, llcs } = readTopology();
 * const perLlc = cpus.length / llcs.length;
 * ```
 */
export function readTopology(options: ReadTopologyOptions = {}): Topology {
  const sysRoot = options.sysRoot ?? "/sys";
  const procRoot = options.procRoot ?? "/proc";
  const cpuDir = `${sysRoot}/devices/system/cpu`;

  const online = readOnlineCpus({ sysRoot });
  const present = readListOrNull(`${cpuDir}/present`) ?? online;
  const isOnline = new Set(online);

  const nodes = readNumaNodes(`${sysRoot}/devices/system/node`, procRoot, online);
  const nodeOf = new Map(nodes.flatMap((node) => node.cpus.map((cpu) => [cpu, node.id] as const)));
  const cores = readCores(cpuDir, online);
  const llcs = readLlcs(cpuDir, online, nodeOf);
  const coreOf = indexByCpu(cores);
  const llcOf = indexByCpu(llcs.map((llc) => llc.cpus));

  return {
    cpus: online.map((id) => ({
      id,
      core: coreOf.get(id) ?? 0,
      llc: llcOf.get(id) ?? 0,
      node: nodeOf.get(id) ?? 0,
    })),
    offline: present.filter((cpu) => !isOnline.has(cpu)),
    cores,
    llcs,
    nodes,
    threadsPerCore: Math.max(...cores.map((core) => core.length)),
    cpuModel: readCpuModel(procRoot),
  };
}

function indexByCpu(groups: readonly (readonly number[])[]): Map<number, number> {
  return new Map(groups.flatMap((cpus, index) => cpus.map((cpu) => [cpu, index] as const)));
}
