const FEWEST_DECIMALS = 1;
const MOST_DECIMALS = 6;

/**
 * Formats a measured value that is shown beside its limit, with as many decimals as it takes to
 * tell them apart: 15.004 beside 15 is `15.004`, not `15.0`.
 *
 * @param value What was measured.
 * @param limit What it is held against.
 * @returns The value with 1 to 6 decimals.
 */
export function formatBeside(value: number, limit: number): string {
  for (let decimals = FEWEST_DECIMALS; decimals < MOST_DECIMALS; decimals++) {
    const text = value.toFixed(decimals);
    if (value === limit || Number(text) !== limit) return text;
  }
  return value.toFixed(MOST_DECIMALS);
}
