import type { CheckResult } from "./check_result.ts";

/** What came between the scheduler and its CPUs while the workers were under load. */
export interface Interference {
  /** What runs a guest's instructions; `null` where this is no guest, or one that does not tell. */
  readonly accelerator: "kvm" | "tcg" | null;
  /**
   * Share of the time that the host took away from a CPU, in percent, of the CPU that lost most;
   * `null` where the kernel does not tell.
   */
  readonly stealPct: number | null;
  /** The same in ms. */
  readonly stealMs: number | null;
  /** How many CPUs were busy on average; `null` where the kernel does not tell. */
  readonly busyCpus: number | null;
  /** CPUs of the host that this guest runs on; `null` where it is no guest or does not know. */
  readonly hostCpus: number | null;
}

/** Checks whose values are times or shares of time. */
const TIMING_CHECKS: ReadonlySet<string> = new Set(["max_spread_pct", "max_gap_ms"]);

/**
 * From this share of one CPU's time on, what the host takes counts as the cause, in percent.
 *
 * A spread of off-CPU shares is moved by about as many points. 5 is a third of the default limit
 * of 15, and as much as equal workers differ by on a fair scheduler anyway; an idle cloud machine
 * stays below 1.
 */
export const STEAL_THRESHOLD_PCT = 5;

/**
 * Takes back what must not be blamed on the scheduler: a failed check of times is inconclusive
 * where the CPUs were not the scheduler's own.
 *
 * Emulated CPUs run at whatever speed the host has left, and CPUs that the host takes away stand
 * still. Checks of progress, completion and isolation hold in spite of that, and keep their
 * verdicts; so does everything that passed.
 *
 * @param checks What the checks found.
 * @param interference What happened while the workers were under load.
 * @returns The same checks in the same order; a changed one says why at the end of its message.
 *
 * @example A spread under emulation
 * ```ts ignore
 * const checks = excuseTiming(judge(evidence, DEFAULT_LIMITS), {
 *   accelerator: "tcg", stealPct: 0, stealMs: 0, busyCpus: 2, hostCpus: 2,
 * });
 * // "… (limit 15); inconclusive because the CPUs are emulated (TCG)"
 * ```
 */
export function excuseTiming(
  checks: readonly CheckResult[],
  interference: Interference,
): CheckResult[] {
  return checks.map((check) => {
    if (check.verdict !== "fail" || !TIMING_CHECKS.has(check.name)) return check;
    const excuse = excuseFor(check, interference);
    if (excuse === null) return check;
    const message = `${check.message}; inconclusive because ${excuse}`;
    return { ...check, verdict: "inconclusive", message };
  });
}

function excuseFor(check: CheckResult, interference: Interference): string | null {
  const { accelerator, stealPct, stealMs, busyCpus, hostCpus } = interference;
  if (accelerator === "tcg") return "the CPUs are emulated (TCG)";
  if (stealPct !== null && stealPct >= STEAL_THRESHOLD_PCT) {
    return `the host took ${stealPct.toFixed(1)} % of the time of a CPU away`;
  }
  // A single long theft is a small share of a long run, and still the whole gap.
  if (stealMs !== null && stealMs > 0 && isGapWithin(check, stealMs)) {
    return `the host took ${stealMs} ms of a CPU away, which may be in the gap`;
  }
  if (busyCpus !== null && hostCpus !== null && busyCpus > hostCpus) {
    return `${busyCpus.toFixed(1)} CPUs were busy, and the host has ${hostCpus}`;
  }
  return null;
}

/** Whether a gap would have been within its limit without a loss of time. */
function isGapWithin({ name, value, limit }: CheckResult, lostMs: number): boolean {
  return name === "max_gap_ms" && value !== null && limit !== null && value - lostMs <= limit;
}
