import type { Verdict } from "./check_result.ts";

/** How much a verdict weighs when several are folded into one; the heaviest wins. */
const WEIGHT: Readonly<Record<Verdict, number>> = { skip: 0, pass: 1, inconclusive: 2, fail: 3 };

/**
 * Folds verdicts into one: a single failure fails the whole, something that could not be judged
 * leaves it inconclusive, and a skip says nothing where something else was judged.
 *
 * The order of the verdicts does not matter. Without any verdict nothing was judged, and that is
 * inconclusive rather than a pass.
 *
 * @param verdicts Verdicts of checks, cgroups or scenarios.
 * @returns The heaviest of them: fail, then inconclusive, then pass, then skip.
 */
export function foldVerdicts(verdicts: Iterable<Verdict>): Verdict {
  let heaviest: Verdict | null = null;
  for (const verdict of verdicts) {
    if (heaviest === null || WEIGHT[verdict] > WEIGHT[heaviest]) heaviest = verdict;
  }
  return heaviest ?? "inconclusive";
}
