import { AssertionError, withDetail } from "./assertion_error.ts";

/**
 * Fails unless a text contains another one.
 *
 * @param actual The text.
 * @param expected The part that it must contain.
 * @param msg Added to the message.
 * @throws {AssertionError} If it does not contain it.
 */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    withDetail(`Expected actual: "${actual}" to contain: "${expected}"`, msg),
  );
}

/**
 * Fails unless a text matches a pattern.
 *
 * @param actual The text.
 * @param expected The pattern.
 * @param msg Added to the message.
 * @throws {AssertionError} If it does not match.
 */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(withDetail(`Expected actual: "${actual}" to match: "${expected}"`, msg));
}
