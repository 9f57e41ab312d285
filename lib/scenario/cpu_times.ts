/** How a CPU has spent its time since boot, in ticks of 10 ms (`USER_HZ`). */
export interface CpuTimes {
  /** Time in which it ran something, or would have if the host had let it. */
  readonly busy: number;
  /** Time in which it was ready to run something and the host ran something else. */
  readonly steal: number;
  /** All of its time. */
  readonly total: number;
}

/** Positions in a line of `/proc/stat`, behind the name of the CPU. */
const IDLE = 3;
const IOWAIT = 4;
const STEAL = 7;

/** Guest time is what follows, and it is part of user time already. */
const COUNTED_FIELDS = 8;

/**
 * Reads how each CPU has spent its time.
 *
 * @param text Content of `/proc/stat`.
 * @returns Times by number of the CPU; offline CPUs are not among them.
 */
export function parseCpuTimes(text: string): Map<number, CpuTimes> {
  const times = new Map<number, CpuTimes>();
  for (const [, cpu, fields = ""] of text.matchAll(/^cpu(\d+) +(.*)$/gm)) {
    const ticks = fields.split(" ").slice(0, COUNTED_FIELDS).map(Number);
    const total = ticks.reduce((sum, value) => sum + value, 0);
    const idle = (ticks[IDLE] ?? 0) + (ticks[IOWAIT] ?? 0);
    times.set(Number(cpu), { busy: total - idle, steal: ticks[STEAL] ?? 0, total });
  }
  return times;
}
