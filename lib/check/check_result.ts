/**
 * Outcome of a check, a cgroup or a scenario.
 *
 * `inconclusive` means that nothing was measured that could decide; it is never a pass.
 */
export type Verdict = "pass" | "fail" | "inconclusive" | "skip";

/** What one check found in one cgroup. */
export interface CheckResult {
  /** Name of the check as in the scenario file, for example `max_spread_pct`. */
  readonly name: string;
  /** Cgroup that was judged. */
  readonly cgroup: string;
  /** What the check says of the cgroup. */
  readonly verdict: Verdict;
  /** What was measured, in {@linkcode unit}; `null` where nothing was. */
  readonly value: number | null;
  /** What it was held against, in {@linkcode unit}; `null` for a check without a limit. */
  readonly limit: number | null;
  /** Unit of value and limit: `%`, `ms`, `workers`. */
  readonly unit: string;
  /** How many measurements the value rests on. */
  readonly samples: number;
  /** One sentence: what was found; names the worker by cgroup, group, index and tid on a failure. */
  readonly message: string;
}
