const STEP = 1000;
const SUFFIXES = ["", "k", "M", "G", "T"];
const DIGITS = 3;

/**
 * Shows a count for people, with three significant digits.
 *
 * @param count A count or a rate, not negative.
 * @returns For example `999`, `1.23k`, `240M`.
 */
export function formatCount(count: number): string {
  let shown = Number(count.toPrecision(DIGITS));
  let rank = 0;
  while (shown >= STEP && rank < SUFFIXES.length - 1) {
    rank++;
    shown = Number((count / STEP ** rank).toPrecision(DIGITS));
  }
  return `${shown}${SUFFIXES[rank]}`;
}

/** Shows a number of things with its noun, for example `1 CPU`, `2 CPUs`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Stands in a table for a figure that nobody measured. */
export const UNMEASURED = "-";

/** Shows a figure that may be missing. */
export function orUnmeasured(value: number | null, format: (value: number) => string): string {
  return value === null ? UNMEASURED : format(value);
}
