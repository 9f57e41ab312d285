/** What is longer than this is no slip of the finger, and comparing it would take long. */
const MAX_LENGTH = 64;

/**
 * Finds the name that someone most likely meant.
 *
 * Letters that are missing, added, wrong or swapped with their neighbour count as slips; capitals
 * do not. About one slip in three letters is forgiven.
 *
 * @param word What was typed.
 * @param names The names that exist.
 * @returns The nearest name, the first of equals, or `undefined` when none is near.
 * @example
 * ```ts
 * import { nearest } from "./nearest.ts";
 *
 * nearest("SpinWiat", ["SpinWait", "Mixed"]); // "SpinWait"
 * ```
 */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const typed = word.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const name of names) {
    if (name.length > MAX_LENGTH) continue;
    const slips = countSlips(typed, name.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, name.length) / 3));
    // A one-letter name would otherwise be near to every other one.
    if (slips <= allowed && slips < fewest && slips < name.length) {
      best = name;
      fewest = slips;
    }
  }
  return best;
}

/** Edit distance in which a swap of two neighbours is one edit (optimal string alignment). */
function countSlips(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let slips = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
