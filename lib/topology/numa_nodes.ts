import { readKernelFileOrNull } from "../native/mod.ts";
import { listNumbered, readListOrNull } from "./sysfs.ts";
import type { NumaNode } from "./topology.ts";

/** What the kernel reports for a node's distance to itself when firmware says nothing. */
const LOCAL_DISTANCE = 10;

/** What the kernel reports for the distance between two nodes when firmware says nothing. */
const REMOTE_DISTANCE = 20;

/**
 * Reads the NUMA nodes of a machine.
 *
 * A kernel without NUMA support has no node directory: then everything is node 0. A CPU that no
 * node lists counts to the first node, so that every CPU has one.
 *
 * @param nodeDir The directory that holds `node0`, `node1`, and so on.
 * @param procRoot Where procfs is mounted.
 * @param online Online CPUs, ascending.
 * @returns The nodes, ordered by id.
 */
export function readNumaNodes(
  nodeDir: string,
  procRoot: string,
  online: readonly number[],
): NumaNode[] {
  const ids = listNumbered(nodeDir, "node");
  if (ids.length === 0) {
    const memoryBytes = memTotalBytes(readKernelFileOrNull(`${procRoot}/meminfo`));
    return [{ id: 0, cpus: online, memoryBytes, distances: [LOCAL_DISTANCE] }];
  }
  const homeless = new Set(online);
  const cpusOfNode = ids.map((id) => {
    const listed = new Set(readListOrNull(`${nodeDir}/node${id}/cpulist`) ?? []);
    const cpus = online.filter((cpu) => listed.has(cpu) && homeless.has(cpu));
    for (const cpu of cpus) homeless.delete(cpu);
    return cpus;
  });
  return ids.map((id, position) => {
    const cpus = cpusOfNode[position] ?? [];
    return {
      id,
      cpus: position === 0 ? [...cpus, ...homeless].sort((a, b) => a - b) : cpus,
      memoryBytes: memTotalBytes(readKernelFileOrNull(`${nodeDir}/node${id}/meminfo`)),
      distances: distancesOf(`${nodeDir}/node${id}/distance`, ids, id),
    };
  });
}

/** The `MemTotal` line of `/proc/meminfo`, or of a node's own file, where `Node N` precedes it. */
function memTotalBytes(meminfo: string | null): number {
  const match = /^(?:Node \d+ )?MemTotal:\s*(\d+) kB$/m.exec(meminfo ?? "");
  return match === null ? 0 : Number(match[1]) * 1024;
}

function distancesOf(path: string, ids: readonly number[], from: number): number[] {
  const row = (readKernelFileOrNull(path) ?? "").trim().split(/\s+/).map(Number);
  if (row.length === ids.length && row.every((distance) => distance > 0)) return row;
  return ids.map((id) => id === from ? LOCAL_DISTANCE : REMOTE_DISTANCE);
}
