/**
 * Local stand-in for the part of `@std/cli` that this project uses.
 *
 * @module
 */
export * from "./parse_args.ts";
export * from "./parse_options.ts";
