/**
 * Durations and sizes as people write them.
 *
 * @module
 */
export * from "./duration.ts";
export * from "./size.ts";
export * from "./unit_error.ts";
