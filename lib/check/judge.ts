import type { CheckResult } from "./check_result.ts";
import { checkCompleted } from "./completed.ts";
import type { CgroupEvidence } from "./evidence.ts";
import { checkGap } from "./gap.ts";
import { checkIsolation } from "./isolation.ts";
import type { CheckLimits } from "./limits.ts";
import { checkNotStarved } from "./not_starved.ts";
import { checkSpread } from "./spread.ts";

/** Runs one check, or answers `null` when the limits turn it off. */
type Check = (evidence: CgroupEvidence, limits: CheckLimits) => CheckResult | null;

/** Every check in the order of the results; a further check adds a line. */
const CHECKS: readonly Check[] = [
  (evidence, limits) => limits.not_starved ? checkNotStarved(evidence) : null,
  (evidence, limits) => limits.completed ? checkCompleted(evidence) : null,
  (evidence, limits) => limits.isolation ? checkIsolation(evidence) : null,
  (evidence, { max_spread_pct: limit }) => limit === false ? null : checkSpread(evidence, limit),
  (evidence, { max_gap_ms: limit }) => limit === false ? null : checkGap(evidence, limit),
];

/**
 * Judges the workers of one cgroup.
 *
 * A cgroup without reports is inconclusive in every check: to judge one that was meant to have no
 * workers makes no sense, and the caller leaves it out.
 *
 * @param evidence What is known about the workers.
 * @param limits Which checks to run and their limits.
 * @returns One result for each check that is on, always in the same order; empty when all are off.
 *
 * @example Judge a cgroup with the default limits
 * ```ts ignore
 * const results = judge({ name: "cg_0", allowedCpus: [0, 1], reports }, DEFAULT_LIMITS);
 * const verdict = foldVerdicts(results.map((result) => result.verdict));
 * ```
 */
export function judge(evidence: CgroupEvidence, limits: CheckLimits): CheckResult[] {
  return CHECKS.flatMap((check) => check(evidence, limits) ?? []);
}
