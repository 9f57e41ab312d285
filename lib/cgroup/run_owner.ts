import { isAlive, processStartTicks } from "../native/mod.ts";
import { explainFailure } from "./failure.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { runnerOf } from "./run_name.ts";

/*
 * A process id alone does not tell whether a run's owner is alive: the id may belong to another
 * process by now. Its start time settles that, if the run remembers it. A cgroup has no room for
 * notes, and the times of its directory follow the wall clock, which jumps when a machine is
 * resumed or its clock is set. But it has a limit on the number of its descendants, which any
 * huge value leaves without effect: the start time goes there.
 */

/** The file with the limit. */
const MARK_FILE = "cgroup.max.descendants";

/** Lowest mark: far more cgroups than any machine has. The highest one the kernel takes is 2^31. */
const MARK_BASE = 2 ** 30;

/**
 * Start times are in ticks of 10 ms since boot. They wrap after 124 days; two processes with the
 * same id and the same mark by chance would only leave a dead run in place.
 */
const MARK_RANGE = 2 ** 30 - 1;

/** Writes into a run's root cgroup when its owner, this process, started. */
export function markOwner(v2: Hierarchy, run: string): void {
  try {
    v2.write(run, MARK_FILE, `${markOf(processStartTicks(Deno.pid) ?? 0)}`);
  } catch (error) {
    throw explainFailure(`mark cgroup ${v2.directoryOf(run)}`, error);
  }
}

/**
 * Tells why a run must be left alone.
 *
 * A run is dead when no process has its owner's id, when that process is a zombie, or when it
 * started at another time than the mark says. Without a mark (the owner was interrupted before it
 * could write one, or somebody else made the cgroup) any live process with the id counts. A run
 * with processes of another pid namespace belongs to a runner in a container, whose id says
 * nothing here.
 *
 * @param hierarchies Where to look for processes of the run.
 * @param v2 Where the mark is.
 * @param run Name of the run's root cgroup.
 * @returns The reason, or `null` when the run is dead.
 */
export function whyLeaveAlone(
  hierarchies: readonly Hierarchy[],
  v2: Hierarchy,
  run: string,
): string | null {
  const pid = runnerOf(run);
  if (pid === null) return "it is not the cgroup of a run";
  const pids = hierarchies.flatMap((hierarchy) => hierarchy.subtreePids(run));
  if (pids.includes(0)) return "it has processes of another pid namespace";
  if (pids.includes(Deno.pid)) return "this process is in it";
  if (!isAlive(pid)) return null;
  const mark = Number.parseInt(v2.read(run, MARK_FILE) ?? "", 10);
  const isMarked = mark >= MARK_BASE;
  if (isMarked && mark !== markOf(processStartTicks(pid) ?? 0)) return null;
  return `process ${pid} is alive`;
}

function markOf(startTicks: number): number {
  return MARK_BASE + startTicks % MARK_RANGE;
}
