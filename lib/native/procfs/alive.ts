import { readProcStat } from "./stat.ts";

/**
 * Tells when a process started, which together with its id tells it from every other process.
 *
 * @returns Clock ticks since boot; `null` if there is no such process.
 */
export function processStartTicks(pid: number): number | null {
  return readProcStat(pid)?.starttimeTicks ?? null;
}

/**
 * Tells whether a process is alive. A zombie is not: it has ended, only its parent has not asked.
 *
 * @param pid Process id.
 * @param startTicks When the process that is meant started, from {@linkcode processStartTicks};
 * a later process with the same id is then not taken for it.
 */
export function isAlive(pid: number, startTicks?: number): boolean {
  const stat = readProcStat(pid);
  if (stat === null || stat.state === "Z" || stat.state === "X") return false;
  return startTicks === undefined || stat.starttimeTicks === startTicks;
}
