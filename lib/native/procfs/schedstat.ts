import { parseInteger } from "./number.ts";
import { type ProcTarget, readProc } from "./proc_path.ts";

/** What `/proc/PID/schedstat` says of a thread. */
export interface Schedstat {
  /** Time on a CPU, in ns. */
  readonly cpuTimeNs: number;
  /** Time in which it could have run and waited for a CPU, in ns. */
  readonly runDelayNs: number;
  /** How often it was put on a CPU. */
  readonly runCount: number;
}

/**
 * Parses `/proc/PID/schedstat`.
 *
 * @throws {SyntaxError} If it is not three numbers.
 */
export function parseSchedstat(text: string): Schedstat {
  const [cpuTime, runDelay, runCount] = text.trim().split(/\s+/);
  return {
    cpuTimeNs: parseInteger(cpuTime, "the CPU time in schedstat"),
    runDelayNs: parseInteger(runDelay, "the run delay in schedstat"),
    runCount: parseInteger(runCount, "the run count in schedstat"),
  };
}

/**
 * Reads `schedstat` of a thread.
 *
 * @param target A process id for its main thread, or the process and thread.
 * @returns `null` if it has gone, or if the kernel is built without schedstats.
 */
export function readSchedstat(target: number | ProcTarget): Schedstat | null {
  return readProc(target, "schedstat", parseSchedstat);
}
