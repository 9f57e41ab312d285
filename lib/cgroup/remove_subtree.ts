import { UnavailableError } from "../errors/mod.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { killSubtree } from "./kill_subtree.ts";
import { poll } from "./poll.ts";

/**
 * How long to try to remove an empty cgroup, in ms. The kernel finishes with the last process
 * of a cgroup shortly after it has left the list, and answers EBUSY until then.
 */
const REMOVE_TIMEOUT_MS = 2000;

/**
 * Kills what is in a cgroup and removes it with everything below it, in every hierarchy.
 *
 * @param hierarchies Where to remove it.
 * @param path The cgroup; it may be missing in some hierarchies or in all.
 * @throws {UnavailableError} When processes or cgroups remain; it names them.
 */
export async function removeSubtree(
  hierarchies: readonly Hierarchy[],
  path: string,
): Promise<void> {
  await killSubtree(hierarchies, path);
  for (const hierarchy of hierarchies) {
    const isGone = await poll(
      () => hierarchy.subtree(path).every((cgroup) => hierarchy.tryRemove(cgroup)),
      REMOVE_TIMEOUT_MS,
    );
    if (!isGone) {
      throw new UnavailableError(
        `Cannot remove cgroup ${hierarchy.directoryOf(path)}: it is still busy after ` +
          `${REMOVE_TIMEOUT_MS} ms. Something else makes cgroups or processes in it; ` +
          'once that has ended, remove it with "ktstr cleanup"',
      );
    }
  }
}
