import { UnavailableError } from "../errors/mod.ts";
import { enabledBelow } from "./controllers.ts";
import { explainFailure } from "./failure.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { HOST_LEAF, runnerOf } from "./run_name.ts";

/*
 * A v2 cgroup that gives controllers to its children must not have processes of its own, except
 * the root of the hierarchy. A delegated base usually has some: the runner, and the shell that it
 * was started from. For as long as runs use controllers they wait in one leaf cgroup beside the
 * runs, `ktstr-host`, which all runs below the base share.
 */

/** How often to look again: a process can fork while it is being moved. */
const MAX_ROUNDS = 20;

/**
 * Moves the processes of a base to the host leaf, so that controllers can be enabled in the base.
 *
 * Does nothing when the base has no processes or is the root of the hierarchy.
 *
 * @throws {UnavailableError} When the processes are not those around this one, so that moving
 * them is nobody's wish, or when they cannot be moved.
 */
export function vacateBase(v2: Hierarchy): void {
  if (v2.isWholeHierarchy()) return;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const pids = v2.pids("");
    if (pids.length === 0) return;
    if (!pids.includes(Deno.pid) && !v2.pids(HOST_LEAF).includes(Deno.pid)) {
      throw new UnavailableError(
        `Cannot use controllers below cgroup ${v2.base}: it has processes of its own, and this ` +
          "one is not among them. Choose an empty cgroup with --cgroup-root",
      );
    }
    if (pids.includes(0)) {
      throw new UnavailableError(
        `Cannot use controllers below cgroup ${v2.base}: it has processes of another pid ` +
          "namespace, which cannot be moved. Choose an empty cgroup with --cgroup-root",
      );
    }
    v2.make(HOST_LEAF);
    for (const pid of pids) v2.move(HOST_LEAF, pid);
  }
  throw new UnavailableError(
    `Cannot use controllers below cgroup ${v2.base}: new processes keep appearing in it. ` +
      "Choose an empty cgroup with --cgroup-root",
  );
}

/**
 * Moves the processes of the host leaf back to the base and removes the leaf.
 *
 * Does nothing when there is no leaf, or when there are still runs below the base: the last run
 * that ends brings the processes back, or the clean-up after it.
 */
export function restoreBase(v2: Hierarchy): void {
  const children = v2.children("");
  if (!children.includes(HOST_LEAF) || children.some((name) => runnerOf(name) !== null)) return;
  const enabled = enabledBelow(v2, "");
  try {
    if (enabled.length > 0) {
      const off = enabled.map((controller) => `-${controller}`).join(" ");
      v2.write("", "cgroup.subtree_control", off);
    }
  } catch (error) {
    throw explainFailure(`move processes back to cgroup ${v2.base}`, error);
  }
  for (let round = 0; round < MAX_ROUNDS && !v2.tryRemove(HOST_LEAF); round++) {
    for (const pid of v2.pids(HOST_LEAF).filter((pid) => pid > 0)) v2.move("", pid);
  }
}
