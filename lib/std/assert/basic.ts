import { AssertionError, withDetail } from "./assertion_error.ts";
import { show } from "./show.ts";

/**
 * Fails unless a value is truthy.
 *
 * @param expr The value.
 * @param msg What to say on failure.
 * @throws {AssertionError} If the value is falsy.
 */
export function assert(expr: unknown, msg: string = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Fails always.
 *
 * @param msg Why.
 * @throws {AssertionError} In every case.
 */
export function fail(msg?: string): never {
  throw new AssertionError(withDetail("Failed assertion", msg));
}

/**
 * Fails if a value is `null` or `undefined`.
 *
 * @param actual The value.
 * @param msg Added to the message.
 * @throws {AssertionError} If there is no value.
 */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw new AssertionError(
      withDetail(`Expected actual: "${actual}" to not be null or undefined`, msg),
    );
  }
}

/** A class, abstract or not. */
// deno-lint-ignore no-explicit-any
export type AnyConstructor = abstract new (...args: any[]) => any;

/**
 * Fails unless a value is an instance of a class.
 *
 * @param actual The value.
 * @param expectedType The class.
 * @param msg Added to the message.
 * @throws {AssertionError} If the value is something else.
 */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const text = `Expected an instance of "${expectedType.name}", got ${show(actual)}`;
  throw new AssertionError(withDetail(text, msg));
}
