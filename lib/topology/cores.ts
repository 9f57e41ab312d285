import { formatCpuList } from "./format_cpu_list.ts";
import { groupCpus } from "./group_cpus.ts";
import { readListOrNull } from "./sysfs.ts";

/**
 * Groups online CPUs into physical cores.
 *
 * `core_cpus_list` is the name since Linux 5.3, `thread_siblings_list` the older one. A CPU
 * without either is a core of its own.
 *
 * @param cpuDir The directory that holds `cpu0`, `cpu1`, and so on.
 * @param online Online CPUs, ascending.
 */
export function readCores(cpuDir: string, online: readonly number[]): number[][] {
  return groupCpus(online, (cpu) => {
    const topology = `${cpuDir}/cpu${cpu}/topology`;
    const siblings = readListOrNull(`${topology}/core_cpus_list`) ??
      readListOrNull(`${topology}/thread_siblings_list`) ?? [];
    return formatCpuList([cpu, ...siblings]);
  });
}
