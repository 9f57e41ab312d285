import { UnitError } from "./unit_error.ts";

/** A unit's name and how many of the smallest unit it holds. */
export type Unit = readonly [name: string, factor: bigint];

/** A number and what follows it, as they stand in a text. */
export interface Part {
  readonly number: string;
  readonly unit: string;
}

/**
 * Cuts a text into numbers with their units.
 *
 * @returns The parts in their order, or `null` where the text is anything else.
 */
export function splitParts(text: string): Part[] | null {
  if (!/^(?:\d+(?:\.\d+)?\p{L}*)+$/u.test(text)) return null;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(\p{L}*)/gu);
  return Array.from(parts, ([, number = "", unit = ""]) => ({ number, unit }));
}

/**
 * Multiplies a decimal number by a unit's factor without rounding.
 *
 * @returns The product, or `null` where it is not whole.
 */
export function scale(number: string, factor: bigint): bigint | null {
  const [whole = "", fraction = ""] = number.split(".");
  const product = BigInt(whole + fraction) * factor;
  const divisor = 10n ** BigInt(fraction.length);
  return product % divisor === 0n ? product / divisor : null;
}

/** Longest text that is taken for a quantity; what is longer would only cost time. */
const MAX_LENGTH = 64;

/**
 * Refuses what is no quantity at all, with a message that fits.
 *
 * @param what `duration` or `size`.
 * @param example Some quantities with units.
 * @param parse Reads such a quantity.
 * @throws {UnitError} If the text is empty, too long, negative or has spaces in it.
 */
export function refuseOddText(
  text: string,
  what: string,
  example: string,
  parse: (text: string) => number,
): void {
  if (text.length > MAX_LENGTH) {
    throw new UnitError(`A ${what} is shorter than this: write for example ${example}`);
  }
  if (text.trim() === "") throw new UnitError(`A ${what} is missing: write for example ${example}`);
  if (/^[-\u2212]/.test(text)) throw new UnitError(`A ${what} cannot be negative: found "${text}"`);
  const joined = text.replaceAll(/\s/g, "");
  if (joined === text) return;
  // What is wrong apart from the spaces comes first: the advice must hold.
  parse(joined);
  throw new UnitError(`A ${what} has no spaces in it: write "${joined}", not "${text}"`);
}

/** Makes a safe integer of a sum. */
export function toSafeNumber(sum: bigint, text: string, what: string): number {
  if (sum > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new UnitError(`The ${what} "${text}" is too large`);
  }
  return Number(sum);
}

/** Three significant digits are as many as a figure of a noisy machine deserves. */
const DIGITS = 3;

/**
 * Shows an amount in the largest unit that leaves at least 1 before the point.
 *
 * @param units From the smallest unit to the largest.
 */
export function showAmount(amount: number, units: readonly Unit[]): string {
  let shown = "";
  for (const [name, factor] of units) {
    const whole = factor === 1n && Number.isInteger(amount);
    const scaled = whole ? amount : Number((amount / Number(factor)).toPrecision(DIGITS));
    if (shown !== "" && scaled < 1) break;
    shown = `${scaled}${name}`;
  }
  return shown;
}
