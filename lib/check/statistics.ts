/**
 * Finds a percentile by the nearest-rank method: the smallest value that at least `percent`
 * percent of all values do not exceed. The answer is always one of the values.
 *
 * @param sorted Values in ascending order.
 * @param percent Which percentile, from 0 (the smallest value) to 100 (the largest).
 * @returns The value, or `null` when there are none.
 * @throws {RangeError} When `percent` is not from 0 to 100.
 *
 * @example The worst percent of four delays
 * ```ts
 * import { percentile } from "./statistics.ts";
 *
 * const p99 = percentile([1200, 1500, 1800, 90000], 99); // 90000
 * ```
 */
export function percentile(sorted: readonly number[], percent: number): number | null {
  if (!(percent >= 0 && percent <= 100)) {
    throw new RangeError(`A percentile is from 0 to 100: current value is ${percent}`);
  }
  const rank = Math.max(1, ceilOfProduct(sorted.length, percent / 100));
  return sorted[rank - 1] ?? null;
}

/**
 * Averages values.
 *
 * @param values Any finite numbers.
 * @returns Their arithmetic mean, or `null` when there are none.
 */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Says how far values lie from their mean: the standard deviation of a whole population
 * (divided by n, not n - 1), since every worker is measured and none is drawn from a larger set.
 *
 * @param values Any finite numbers.
 * @returns The deviation in the unit of the values, or `null` when there are none.
 */
export function populationStd(values: readonly number[]): number | null {
  const average = mean(values);
  if (average === null) return null;
  const squares = values.map((value) => (value - average) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / values.length);
}

/**
 * Rounds `count * fraction` up, without the step too far that binary fractions cause:
 * 100 * 0.07 is 7.000000000000001 in floating point and means 7.
 */
function ceilOfProduct(count: number, fraction: number): number {
  const product = count * fraction;
  const nearest = Math.round(product);
  const rounding = 4 * Number.EPSILON * Math.max(1, product);
  return Math.abs(product - nearest) <= rounding ? nearest : Math.ceil(product);
}
