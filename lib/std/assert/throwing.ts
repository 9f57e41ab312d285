import { AssertionError, withDetail } from "./assertion_error.ts";
import { show } from "./show.ts";

/** A class of errors. */
// deno-lint-ignore no-explicit-any
export type ErrorConstructor<E extends Error> = abstract new (...args: any[]) => E;

/**
 * Fails unless a function throws.
 *
 * @param fn The function.
 * @param msg Added to the message.
 * @returns What was thrown.
 * @throws {AssertionError} If it returns.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Fails unless a function throws an error of a class.
 *
 * @param fn The function.
 * @param ErrorClass The class.
 * @param msgIncludes A part that the error's message must contain.
 * @param msg Added to the message.
 * @returns The error.
 * @throws {AssertionError} If it returns, or throws something else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;
/** Both forms. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClassOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): E | unknown {
  const wanted = readWanted(errorClassOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    return checkCaught(error, wanted, "throw");
  }
  throw new AssertionError(withDetail("Expected function to throw", wanted.msg));
}

/**
 * Fails unless a function returns a promise that rejects.
 *
 * @param fn The function.
 * @param msg Added to the message.
 * @returns The reason of the rejection.
 * @throws {AssertionError} If the promise resolves, or the function itself throws.
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/**
 * Fails unless a function returns a promise that rejects with an error of a class.
 *
 * @param fn The function.
 * @param ErrorClass The class.
 * @param msgIncludes A part that the error's message must contain.
 * @param msg Added to the message.
 * @returns The error.
 * @throws {AssertionError} If the promise resolves, rejects with something else, or the function
 * itself throws.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
/** Both forms. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<E | unknown> {
  const wanted = readWanted(errorClassOrMsg, msgIncludes, msg);
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    throw new AssertionError(withDetail("Function throws when expected to reject", wanted.msg));
  }
  try {
    await promise;
  } catch (error) {
    return checkCaught(error, wanted, "reject");
  }
  throw new AssertionError(withDetail("Expected function to reject", wanted.msg));
}

interface Wanted {
  readonly errorClass: ErrorConstructor<Error> | undefined;
  readonly includes: string | undefined;
  readonly msg: string | undefined;
}

function readWanted(
  errorClassOrMsg: ErrorConstructor<Error> | string | undefined,
  includes: string | undefined,
  msg: string | undefined,
): Wanted {
  return typeof errorClassOrMsg === "string"
    ? { errorClass: undefined, includes: undefined, msg: errorClassOrMsg }
    : { errorClass: errorClassOrMsg, includes, msg };
}

function checkCaught(error: unknown, wanted: Wanted, verb: "throw" | "reject"): unknown {
  const { errorClass, includes, msg } = wanted;
  if (errorClass === undefined) return error;
  if (!(error instanceof errorClass)) {
    const text = `Expected function to ${verb} an instance of "${errorClass.name}", got ` +
      show(error);
    throw new AssertionError(withDetail(text, msg), { cause: error });
  }
  if (includes !== undefined && !error.message.includes(includes)) {
    const text = `Expected error message to include "${includes}", but got "${error.message}"`;
    throw new AssertionError(withDetail(text, msg), { cause: error });
  }
  return error;
}
