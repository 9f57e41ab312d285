import {
  refuseOddText,
  scale,
  showAmount,
  splitParts,
  toSafeNumber,
  type Unit,
} from "./quantity.ts";
import { UnitError } from "./unit_error.ts";

/** From the smallest to the largest. */
const UNITS: readonly Unit[] = [
  ["B", 1n],
  ["KiB", 1n << 10n],
  ["MiB", 1n << 20n],
  ["GiB", 1n << 30n],
  ["TiB", 1n << 40n],
];

const EXAMPLE = '"512B", "32KiB" or "4MiB"';

/**
 * Reads a size with its unit.
 *
 * Units are `B`, `KiB`, `MiB`, `GiB` and `TiB`, each 1024 times the one before.
 *
 * @param text For example `512B`, `32KiB`, `1.5MiB`.
 * @returns The size in bytes, a safe integer.
 * @throws {UnitError} If the text is anything else; a number without a unit gets a message of its
 * own.
 * @example
 * ```ts
 * import { parseSize } from "./mod.ts";
 *
 * parseSize("32KiB"); // 32_768
 * ```
 */
export function parseSize(text: string): number {
  refuseOddText(text, "size", EXAMPLE, parseSize);
  const [part, ...more] = splitParts(text) ?? [];
  if (part === undefined || more.length > 0) {
    throw new UnitError(`Cannot read the size "${text}": write for example ${EXAMPLE}`);
  }
  if (part.unit === "") {
    throw new UnitError(`A size needs a unit: write "${text}KiB" or "${text}B", not "${text}"`);
  }
  const factor = UNITS.find(([name]) => name === part.unit)?.[1];
  if (factor === undefined) {
    throw new UnitError(
      `Unknown unit "${part.unit}" in the size "${text}": use B, KiB, MiB, GiB or TiB`,
    );
  }
  const bytes = scale(part.number, factor);
  if (bytes === null) throw new UnitError(`A size is a whole number of bytes: found "${text}"`);
  return toSafeNumber(bytes, text, "size");
}

/**
 * Shows a size for people, with three significant digits.
 *
 * @param bytes The size in bytes.
 * @returns For example `512B`, `1.5MiB`.
 */
export function formatSize(bytes: number): string {
  return bytes < 0 ? `-${formatSize(-bytes)}` : showAmount(bytes, UNITS);
}
