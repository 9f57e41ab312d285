import { UserError } from "../errors/mod.ts";
import { type CgroupTree, openTreeForCleanup } from "./cgroup_tree.ts";
import { restoreBase } from "./host_leaf.ts";
import type { CgroupLayout } from "./layout.ts";
import { removeSubtree } from "./remove_subtree.ts";
import { HOST_LEAF, runnerOf } from "./run_name.ts";
import { whyLeaveAlone } from "./run_owner.ts";

/** A cgroup that the clean-up left alone. */
export interface LeftCgroup {
  /** Its directory. */
  readonly path: string;
  /** Why it was left, to follow a colon. */
  readonly reason: string;
}

/** What {@linkcode cleanupDeadRuns} did. */
export interface CleanupResult {
  /** Directories of the root cgroups that were removed. */
  readonly removed: readonly string[];
  /** Root cgroups that are still there. */
  readonly left: readonly LeftCgroup[];
}

/**
 * Removes the cgroups of runs whose process was killed, and kills what is still in them.
 *
 * Live runs are never touched. The start time of its owner is written into every run, so that a
 * later process with the same id is not taken for it.
 *
 * @param layout Where cgroups can be made, from `detectCgroups()`.
 */
export async function cleanupDeadRuns(layout: CgroupLayout): Promise<CleanupResult> {
  const tree = openTreeForCleanup(layout);
  const removed: string[] = [];
  const left: LeftCgroup[] = [];
  for (const run of runsBelow(tree)) {
    const path = directoryOf(tree, run);
    const reason = whyLeaveAlone(tree.all, tree.v2, run) ??
      await problemOf(() => removeSubtree(tree.all, run));
    if (reason === null) removed.push(path);
    else left.push({ path, reason });
  }
  const reason = await problemOf(() => restoreBase(tree.v2));
  if (reason !== null) left.push({ path: tree.v2.directoryOf(HOST_LEAF), reason });
  return { removed, left };
}

function runsBelow(tree: CgroupTree): string[] {
  const names = tree.all.flatMap((hierarchy) => hierarchy.children(""));
  return [...new Set(names)].filter((name) => runnerOf(name) !== null).sort();
}

function directoryOf(tree: CgroupTree, run: string): string {
  const hierarchy = tree.v2.exists(run) ? tree.v2 : tree.all[0] ?? tree.v2;
  return hierarchy.directoryOf(run);
}

/** One run that cannot be removed does not keep the others. */
async function problemOf(action: () => Promise<void> | void): Promise<string | null> {
  try {
    await action();
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
