import { inspect } from "node:util";

/** Renders a value for a message, with the keys of objects in a fixed order. */
export function show(value: unknown): string {
  return inspect(value, {
    depth: Infinity,
    sorted: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    breakLength: 80,
    compact: 1,
  });
}
