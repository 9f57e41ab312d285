import { AssertionError, withDetail } from "./assertion_error.ts";
import { diff } from "./diff.ts";
import { equal } from "./equal.ts";
import { show } from "./show.ts";

/**
 * Fails unless two values are equal by content; the message shows both as a line diff.
 *
 * @param actual What there is.
 * @param expected What there should be.
 * @param msg Added to the message.
 * @throws {AssertionError} If they differ.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `${withDetail("Values are not equal", msg)}\n\n${diff(lines(actual), lines(expected))}\n`,
  );
}

/**
 * Fails if two values are equal by content.
 *
 * @param actual What there is.
 * @param expected What it must not be.
 * @param msg Added to the message.
 * @throws {AssertionError} If they are equal.
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    withDetail(
      `Expected actual: ${show(actual)} not to be equal to expected: ${show(expected)}`,
      msg,
    ),
  );
}

/** A text of several lines is compared line by line, everything else as it is shown. */
function lines(value: unknown): string[] {
  return typeof value === "string" && value.includes("\n")
    ? value.split("\n").map((line) => JSON.stringify(line))
    : show(value).split("\n");
}
