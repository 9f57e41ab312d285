import type { WaitOutcome } from "./protocol.ts";
import type { WorkerExitInfo } from "./worker_report.ts";

const SIGKILL = 9;

/**
 * Says how a worker ended that handed back no report.
 *
 * @param outcome What the kernel told its supervisor; `undefined` when nothing was heard.
 * @param overdue Whether the worker was still alive at the collection deadline.
 * @param silence Why nothing was heard, for the case that `outcome` is `undefined`.
 * @returns The worker's end in the report's own terms.
 */
export function classifyExit(
  outcome: WaitOutcome | undefined,
  overdue: boolean,
  silence: string,
): WorkerExitInfo {
  if (outcome === undefined) return overdue ? "TimedOut" : { WaitFailed: silence };
  switch (outcome.kind) {
    case "code":
      return { Exited: outcome.code };
    case "signal":
      // The collection's own SIGKILL is the consequence, not the cause.
      return overdue && outcome.signal === SIGKILL ? "TimedOut" : { Signaled: outcome.signal };
    case "error":
      return { WaitFailed: outcome.text };
  }
}
