import { UnavailableError } from "../errors/mod.ts";
import { type Cpusets, CpusetsV1, CpusetsV2 } from "./cpusets.ts";
import { Hierarchy } from "./hierarchy.ts";
import type { CgroupLayout } from "./layout.ts";

/** The hierarchies that a run uses. What it makes, places and removes, it does in all of them. */
export interface CgroupTree {
  /** The hierarchy that processes are placed in, always. */
  readonly v2: Hierarchy;
  /** Every hierarchy, the v2 one last: what marks a run as ours is removed last. */
  readonly all: readonly Hierarchy[];
  /** `null` when no cgroup of the run has a cpuset. */
  readonly cpusets: Cpusets | null;
}

/**
 * Opens the hierarchies for a run.
 *
 * @param layout Where cgroups can be made.
 * @param cpuset Whether cgroups of the run have cpusets.
 * @throws {UnavailableError} When cpusets are needed and cannot be made here.
 */
export function openTree(layout: CgroupLayout, cpuset: boolean): CgroupTree {
  const v2 = new Hierarchy(2, layout.base);
  if (!cpuset) return { v2, all: [v2], cpusets: null };
  if (layout.cpuset === null) throw noCpusets(layout);
  if (layout.cpuset.version === 2) return { v2, all: [v2], cpusets: new CpusetsV2(v2) };
  const v1 = new Hierarchy(1, layout.cpuset.base);
  return { v2, all: [v1, v2], cpusets: new CpusetsV1(v1) };
}

/** Opens all hierarchies that runs may have used. */
export function openTreeForCleanup(layout: CgroupLayout): CgroupTree {
  return openTree(layout, layout.cpuset !== null);
}

/**
 * Creates a cgroup in every hierarchy, or in none of them.
 *
 * @param path The cgroup; its parent exists in every hierarchy.
 * @returns `false` when it exists already in one of them.
 */
export function makeEverywhere(tree: CgroupTree, path: string): boolean {
  const made: Hierarchy[] = [];
  let isDone = false;
  try {
    for (const hierarchy of tree.all) {
      if (!hierarchy.make(path)) return false;
      made.push(hierarchy);
    }
    tree.cpusets?.adopt(path);
    isDone = true;
    return true;
  } finally {
    if (!isDone) made.forEach((hierarchy) => hierarchy.tryRemove(path));
  }
}

function noCpusets(layout: CgroupLayout): UnavailableError {
  if (layout.mode === "hybrid") {
    return new UnavailableError(
      "Cannot make cpusets: on this machine they belong to a v1 cgroup hierarchy that is not " +
        "writable. Run as root, or add --vm",
    );
  }
  const has = layout.controllers.length === 0 ? "none" : layout.controllers.join(" ");
  return new UnavailableError(
    `Cannot make cpusets: cgroups below ${layout.base} cannot have the cpuset controller ` +
      `(they can have: ${has}). Run as root; or have it delegated, with the line ` +
      '"Delegate=cpu cpuset memory pids" in the [Service] section of ' +
      "/etc/systemd/system/user@.service.d/delegate.conf and a new login; or add --vm",
  );
}
