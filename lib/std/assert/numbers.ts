import { AssertionError, withDetail } from "./assertion_error.ts";
import { show } from "./show.ts";

/**
 * Fails unless two numbers are closer than a tolerance.
 *
 * @param actual What there is.
 * @param expected What there should be.
 * @param tolerance The largest difference that is let pass; one part in ten million of `expected`
 * when it is left out.
 * @param msg Added to the message.
 * @throws {AssertionError} If they are further apart.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const difference = Math.abs(expected - actual);
  if (difference <= allowed) return;
  throw new AssertionError(
    withDetail(
      `Expected actual: ${show(actual)} to be close to ${show(expected)}: ` +
        `difference ${difference} is greater than ${allowed}`,
      msg,
    ),
  );
}

/**
 * Fails unless the first value is greater than the second.
 *
 * @param actual What there is.
 * @param expected What it must exceed.
 * @param msg Added to the message.
 * @throws {AssertionError} If it is not greater.
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) throw comparison(actual, ">", expected, msg);
}

/**
 * Fails unless the first value is at least the second.
 *
 * @param actual What there is.
 * @param expected What it must reach.
 * @param msg Added to the message.
 * @throws {AssertionError} If it is less.
 */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) throw comparison(actual, ">=", expected, msg);
}

/**
 * Fails unless the first value is less than the second.
 *
 * @param actual What there is.
 * @param expected What it must stay below.
 * @param msg Added to the message.
 * @throws {AssertionError} If it is not less.
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) throw comparison(actual, "<", expected, msg);
}

/**
 * Fails unless the first value is at most the second.
 *
 * @param actual What there is.
 * @param expected What it must not exceed.
 * @param msg Added to the message.
 * @throws {AssertionError} If it is greater.
 */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) throw comparison(actual, "<=", expected, msg);
}

function comparison(actual: unknown, sign: string, expected: unknown, msg?: string) {
  return new AssertionError(withDetail(`Expect ${show(actual)} ${sign} ${show(expected)}`, msg));
}
