/**
 * Local stand-in for the parts of `@std/assert` that this project uses.
 *
 * @module
 */
export { AssertionError } from "./assertion_error.ts";
export * from "./basic.ts";
export * from "./equality.ts";
export { equal } from "./equal.ts";
export * from "./numbers.ts";
export * from "./text.ts";
export * from "./throwing.ts";
