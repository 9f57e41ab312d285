import { UsageError } from "../errors/mod.ts";
import { parseDuration, parseSize } from "../units/mod.ts";
import type { Arguments } from "./command.ts";

/**
 * Reads an option whose value is a whole number.
 *
 * @param args What the user typed.
 * @param name The option.
 * @param min Least value.
 * @param max Largest value.
 * @returns The number; `undefined` if the option was not given.
 * @throws {UsageError} If the value is anything else.
 */
export function readCount(
  args: Arguments,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < min || count > max) {
    throw new UsageError(
      `Option --${name} takes a whole number from ${min} to ${max}, not "${text}"`,
    );
  }
  return count;
}

/**
 * Reads an option whose value is a time above 0.
 *
 * @returns The time in ns; `undefined` if the option was not given.
 * @throws {UsageError} If the value is anything else.
 */
export function readDuration(args: Arguments, name: string): number | undefined {
  return readQuantity(args, name, "time", parseDuration);
}

/**
 * Reads an option whose value is a size above 0.
 *
 * @returns The size in bytes; `undefined` if the option was not given.
 * @throws {UsageError} If the value is anything else.
 */
export function readSize(args: Arguments, name: string): number | undefined {
  return readQuantity(args, name, "size", parseSize);
}

function readQuantity(
  args: Arguments,
  name: string,
  what: string,
  parse: (text: string) => number,
): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  let quantity: number;
  try {
    quantity = parse(text);
  } catch (error) {
    throw new UsageError(`Option --${name}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  if (quantity <= 0) {
    throw new UsageError(`Option --${name} takes a ${what} above 0, not "${text}"`);
  }
  return quantity;
}
