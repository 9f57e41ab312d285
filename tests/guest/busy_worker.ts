import { readSchedstat } from "../../lib/native/mod.ts";
import type { Running } from "../system/support/ktstr_program.ts";
import { until } from "../system/support/until.ts";
import { processesIn, runRootsOf } from "./leftovers.ts";

/** An emulated machine takes its time until workers run. */
const TIMEOUT_MS = 60_000;

/** A worker that waits for the start has hardly used its CPU; one that spins soon has this. */
const BUSY_NS = 50e6;

/**
 * Waits until a worker of a cgroup is under load.
 *
 * @param cgroup Name of the cgroup in the scenario.
 * @returns Its process id; `null` when the run ended first.
 */
export async function firstBusyWorker(run: Running, cgroup: string): Promise<number | null> {
  const find = () =>
    runRootsOf(run.pid).flatMap((root) => processesIn(`${root}/${cgroup}`))
      .find((pid) => (readSchedstat(pid)?.cpuTimeNs ?? 0) > BUSY_NS);
  const ended = run.finished.then(() => null);
  return await Promise.race([until(`a worker of ${cgroup} runs`, find, TIMEOUT_MS), ended]);
}
