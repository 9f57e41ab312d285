import { readKernelFileOrNull } from "../native/mod.ts";
import { formatCpuList } from "./format_cpu_list.ts";
import { groupCpus } from "./group_cpus.ts";
import { listNumbered, readListOrNull } from "./sysfs.ts";
import type { Llc } from "./topology.ts";

/**
 * Groups online CPUs by the last-level cache they share.
 *
 * The last-level cache of a CPU is the highest level that holds data. Which CPUs share it is told
 * by `shared_cpu_list` alone: the `id` files are wrong on some machines. Where the kernel knows
 * no caches the CPUs of a package count as one cache, and without packages all CPUs do.
 *
 * A cache never spans NUMA nodes here, even where the hardware says so (sub-NUMA clustering):
 * the scheduler cuts its own LLC domains at the node boundary too.
 *
 * @param cpuDir The directory that holds `cpu0`, `cpu1`, and so on.
 * @param online Online CPUs, ascending.
 * @param nodeOf NUMA node of each online CPU.
 */
export function readLlcs(
  cpuDir: string,
  online: readonly number[],
  nodeOf: ReadonlyMap<number, number>,
): Llc[] {
  const nodeOfCpu = (cpu: number) => nodeOf.get(cpu) ?? 0;
  const groups = groupCpus(online, (cpu) => {
    const { kind, cpus } = sharersOf(`${cpuDir}/cpu${cpu}`);
    return `${nodeOfCpu(cpu)} ${kind} ${formatCpuList(cpus)}`;
  });
  return groups.map((cpus, index) => ({ index, node: nodeOfCpu(cpus[0] ?? 0), cpus }));
}

interface Sharers {
  readonly kind: "cache" | "package" | "machine";
  readonly cpus: readonly number[];
}

function sharersOf(cpu: string): Sharers {
  const cache = highestDataCache(`${cpu}/cache`);
  if (cache !== null) return { kind: "cache", cpus: cache };
  const inPackage = readListOrNull(`${cpu}/topology/package_cpus_list`) ??
    readListOrNull(`${cpu}/topology/core_siblings_list`);
  if (inPackage !== null) return { kind: "package", cpus: inPackage };
  return { kind: "machine", cpus: [] };
}

function highestDataCache(cacheDir: string): number[] | null {
  let highest = 0;
  let sharers: number[] | null = null;
  for (const index of listNumbered(cacheDir, "index")) {
    const dir = `${cacheDir}/index${index}`;
    const type = readKernelFileOrNull(`${dir}/type`)?.trim();
    const level = Number(readKernelFileOrNull(`${dir}/level`) ?? NaN);
    if ((type !== "Unified" && type !== "Data") || !(level > highest)) continue;
    const cpus = readListOrNull(`${dir}/shared_cpu_list`);
    if (cpus === null || cpus.length === 0) continue;
    highest = level;
    sharers = cpus;
  }
  return sharers;
}
