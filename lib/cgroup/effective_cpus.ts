import { parseCpuList } from "../topology/mod.ts";
import { Hierarchy } from "./hierarchy.ts";
import { parentOf } from "./paths.ts";

/** Files that tell the CPUs of a cgroup; the last one is for kernels before 3.17. */
const FILES = {
  1: ["cpuset.effective_cpus", "cpuset.cpus"],
  2: ["cpuset.cpus.effective"],
} as const;

/**
 * Reads which CPUs the processes of a cgroup may use: those of the nearest cgroup, from itself
 * upwards, that tells. The search goes on above the base, which may lie deep in the hierarchy.
 *
 * @returns The CPUs, ascending; `null` when no cgroup tells.
 */
export function effectiveCpus(hierarchy: Hierarchy, path: string): number[] | null {
  for (const file of FILES[hierarchy.version]) {
    const text = hierarchy.read(path, file);
    if (text !== null && text.trim() !== "") return parseCpuList(text);
  }
  if (path !== "") return effectiveCpus(hierarchy, parentOf(path));
  const above = new Hierarchy(hierarchy.version, parentOf(hierarchy.base));
  return above.exists("") ? effectiveCpus(above, "") : null;
}
