import { UnavailableError } from "../errors/mod.ts";
import { explainFailure } from "./failure.ts";
import type { Hierarchy } from "./hierarchy.ts";

/** Reads which controllers the children of a v2 cgroup have. */
export function enabledBelow(v2: Hierarchy, path: string): string[] {
  return (v2.read(path, "cgroup.subtree_control") ?? "").split(/\s+/).filter(Boolean);
}

/**
 * Gives the children of a v2 cgroup a controller, unless they have it already.
 *
 * It is never taken away from the base again, except when processes must return there: others may
 * have begun to rely on it, and taking a controller away discards their settings.
 */
export function enableBelow(v2: Hierarchy, path: string, controller: string): void {
  if (enabledBelow(v2, path).includes(controller)) return;
  const directory = v2.directoryOf(path);
  const available = v2.read(path, "cgroup.controllers")?.trim();
  if (available !== undefined && !available.split(" ").includes(controller)) {
    throw new UnavailableError(
      `Cannot enable controller ${controller} in ${directory}: its parent gives it ` +
        `${available === "" ? "no controllers" : `only ${available}`}. Run as root, or add --vm`,
    );
  }
  try {
    v2.write(path, "cgroup.subtree_control", `+${controller}`);
  } catch (error) {
    throw explainFailure(`enable controller ${controller} in ${directory}`, error);
  }
}
