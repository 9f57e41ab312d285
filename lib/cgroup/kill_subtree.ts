import { UnavailableError } from "../errors/mod.ts";
import { isSyscallError, kill, readProcStat } from "../native/mod.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { poll } from "./poll.ts";

/**
 * How long killed processes may take to go, in ms. Milliseconds are usual; the rest is for
 * processes that are in an uninterruptible wait on a slow device.
 */
export const KILL_TIMEOUT_MS = 5000;

/** Processes that an error names; more would hide the message. */
const NAMED_PROCESSES = 10;

/**
 * Kills every process in a cgroup and below it, and waits until all of them are gone.
 *
 * @param hierarchies Where to look; a process counts when it is there in one of them.
 * @param path The cgroup; it may be missing in some hierarchies or in all.
 * @param timeoutMs How long to wait, in ms.
 * @throws {UnavailableError} When some are still there then; it names them.
 */
export async function killSubtree(
  hierarchies: readonly Hierarchy[],
  path: string,
  timeoutMs: number = KILL_TIMEOUT_MS,
): Promise<void> {
  let remaining: number[] = [];
  const isEmpty = await poll(() => {
    remaining = [];
    for (const hierarchy of hierarchies) {
      const pids = hierarchy.subtreePids(path);
      if (pids.includes(Deno.pid)) throw selfInside(hierarchy, path);
      if (pids.length > 0 && !hierarchy.tryKill(path)) pids.forEach(killProcess);
      remaining.push(...pids);
    }
    return remaining.length === 0;
  }, timeoutMs);
  if (isEmpty) return;
  const unique = [...new Set(remaining)];
  const more = unique.length > NAMED_PROCESSES
    ? ` and ${unique.length - NAMED_PROCESSES} more`
    : "";
  throw new UnavailableError(
    `Processes of cgroup ${
      hierarchies.at(-1)?.directoryOf(path)
    } are still there ${timeoutMs} ms ` +
      `after SIGKILL: ${
        unique.slice(0, NAMED_PROCESSES).map(describeProcess).join(", ")
      }${more}. ` +
      'Once they are gone, remove it with "ktstr cleanup"',
  );
}

function killProcess(pid: number): void {
  // 0 stands for a process outside of our pid namespace, which no signal of ours reaches.
  if (pid <= 1) return;
  try {
    kill(pid, "SIGKILL");
  } catch (error) {
    if (!isSyscallError(error, "ESRCH")) throw error;
  }
}

function describeProcess(pid: number): string {
  const stat = readProcStat(pid);
  return stat === null ? `${pid}` : `${pid} (${stat.comm}, state ${stat.state})`;
}

function selfInside(hierarchy: Hierarchy, path: string): UnavailableError {
  return new UnavailableError(
    `Cannot empty cgroup ${hierarchy.directoryOf(path)}: this very process is in it`,
  );
}
