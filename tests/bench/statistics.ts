/**
 * Finds a quantile by the nearest-rank method, so that the answer is one of the values.
 *
 * @param values At least one.
 * @param quantile From 0 (the smallest) to 1 (the largest).
 */
export function quantile(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(quantile * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError("No values to find a quantile of");
  return value;
}

/** Finds the middle value; of an even number of values, the lower one of the two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
