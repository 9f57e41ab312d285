import { constants } from "node:os";
import type { WorkerExitInfo, WorkerReport } from "../workload/mod.ts";

/** Numbers of the signals with a name; of two names for one number, the usual one comes first. */
const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name] as const).reverse(),
);

/**
 * Names a worker so that it can be found: by cgroup, group and position as in the scenario, and
 * by the thread id that the kernel's own tools show.
 *
 * @param cgroup Name of the cgroup in the scenario.
 * @param report The worker's report.
 * @returns For example `cg_0 group 0 worker 1 (tid 4242)`.
 */
export function nameWorker(cgroup: string, report: WorkerReport): string {
  const tid = report.tid > 0 ? `tid ${report.tid}` : "no tid";
  return `${cgroup} group ${report.group_idx} worker ${report.index} (${tid})`;
}

/**
 * Says how a worker ended that handed back no report of its own.
 *
 * @param exit The end as the report tells it.
 * @returns The part of a sentence that follows the worker's name.
 */
export function describeExit(exit: WorkerExitInfo): string {
  if (exit === "TimedOut") return "was still running at the collection deadline";
  if ("Exited" in exit) {
    // Without a failure status the missing report is all that is wrong, so it has to be said.
    const report = exit.Exited === 0 ? " but handed back no readable report" : "";
    return `exited with code ${exit.Exited}${report}`;
  }
  if ("Signaled" in exit) return `was killed by ${nameSignal(exit.Signaled)}`;
  if ("Panicked" in exit) return `threw: ${exit.Panicked}`;
  return `ended in a way that could not be learned: ${exit.WaitFailed}`;
}

/**
 * Counts the failing workers beyond the one that a message names.
 *
 * @param others How many workers fail besides the named one.
 * @param what What is true of each of them, for example `over the limit`.
 * @returns The end of the sentence; empty when there are no others.
 */
export function andOthers(others: number, what: string): string {
  if (others === 0) return "";
  return `; ${others} more ${others === 1 ? "worker is" : "workers are"} ${what}`;
}

function nameSignal(number: number): string {
  const name = SIGNAL_NAMES.get(number);
  return name === undefined ? `signal ${number}` : `signal ${number} (${name})`;
}
