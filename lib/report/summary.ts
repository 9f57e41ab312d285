import type { Verdict } from "../check/mod.ts";
import { countOf } from "./numbers.ts";
import { hang, printable } from "./text_layout.ts";

/** How one scenario ended. */
export interface Outcome {
  /** Name of the scenario. */
  readonly scenario: string;
  /** Its verdict. */
  readonly verdict: Verdict;
}

/** The gravest first: that is what a reader looks for. */
const ORDER: readonly Verdict[] = ["fail", "inconclusive", "skip", "pass"];

/**
 * Sums up several scenarios: how many there were, and for each verdict how many and, passes
 * excepted, which.
 *
 * @param outcomes How each scenario ended, in the order of the runs.
 * @param width Widest line in columns.
 * @param mark Marks text in the manner of a verdict.
 * @returns Lines of text, each with its newline.
 */
export function renderSummary(
  outcomes: readonly Outcome[],
  width: number,
  mark: (verdict: Verdict, text: string) => string,
): string {
  const lines = ORDER.flatMap((verdict) => {
    const names = outcomes.filter((outcome) => outcome.verdict === verdict)
      .map((outcome) => printable(outcome.scenario));
    if (names.length === 0) return [];
    const title = `  ${names.length} ${verdict}`;
    if (verdict === "pass") return [mark(verdict, title)];
    const [first = "", ...others] = hang(`${title}: `, countNames(names).join(", "), width);
    return [mark(verdict, title) + first.slice(title.length), ...others];
  });
  return [countOf(outcomes.length, "run"), ...lines].map((line) => `${line}\n`).join("");
}

/** A scenario that ran several times is named once. */
function countNames(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => {
    const count = names.filter((other) => other === name).length;
    return count === 1 ? name : `${name} (${count} times)`;
  });
}
