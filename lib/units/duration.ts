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
  ["ns", 1n],
  ["us", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
];
const FINE_UNITS = UNITS.slice(0, 4);

const EXAMPLE = '"5s", "100ms" or "1m30s"';
const NS_PER_MINUTE = 60e9;

/**
 * Reads a duration with its unit.
 *
 * Units are `h`, `m`, `s`, `ms`, `us` (also `µs`) and `ns`. Several may follow each other, the
 * larger one first; the last number may have decimals.
 *
 * @param text For example `5s`, `100ms`, `1m30s`, `1.5s`.
 * @returns The duration in ns, a safe integer.
 * @throws {UnitError} If the text is anything else; a number without a unit gets a message of its
 * own.
 * @example
 * ```ts
 * import { parseDuration } from "./mod.ts";
 *
 * parseDuration("1m30s"); // 90_000_000_000
 * ```
 */
export function parseDuration(text: string): number {
  refuseOddText(text, "duration", EXAMPLE, parseDuration);
  const parts = splitParts(text);
  if (parts === null) {
    throw new UnitError(`Cannot read the duration "${text}": write for example ${EXAMPLE}`);
  }
  let sum = 0n;
  let previous = UNITS.length;
  for (const [index, { number, unit }] of parts.entries()) {
    if (unit === "") throw new UnitError(describeMissingUnit(text, parts.length, number));
    const name = unit.replace(/^[\u00b5\u03bc]s$/, "us");
    const rank = UNITS.findIndex(([known]) => known === name);
    const factor = UNITS[rank]?.[1];
    if (factor === undefined) {
      throw new UnitError(
        `Unknown unit "${unit}" in the duration "${text}": use h, m, s, ms, us or ns`,
      );
    }
    if (rank >= previous) {
      throw new UnitError(`The larger unit comes first, and each only once: found "${text}"`);
    }
    previous = rank;
    if (number.includes(".") && index < parts.length - 1) {
      throw new UnitError(`Only the last number of a duration has decimals: found "${text}"`);
    }
    const scaled = scale(number, factor);
    if (scaled === null) throw new UnitError(`A duration is a whole number of ns: found "${text}"`);
    sum += scaled;
  }
  return toSafeNumber(sum, text, "duration");
}

function describeMissingUnit(text: string, parts: number, number: string): string {
  if (parts > 1) return `The number ${number} in the duration "${text}" has no unit`;
  const milliseconds = scale(text, 1000n);
  const other = milliseconds === null ? "" : ` or "${milliseconds}ms"`;
  return `A duration needs a unit: write "${text}s"${other}, not "${text}"`;
}

/**
 * Shows a duration for people: three significant digits below a minute, whole seconds above.
 *
 * @param ns The duration in ns; it may be a fraction, as a mean is.
 * @returns For example `1.5s`, `83.4us`, `1m30s`, `2h5m`.
 */
export function formatDuration(ns: number): string {
  if (ns < 0) return `-${formatDuration(-ns)}`;
  const seconds = Math.round(ns / 1e9);
  // 59.96 s would be shown as 60 s.
  if (ns < NS_PER_MINUTE && Number((ns / 1e9).toPrecision(3)) < 60) {
    return showAmount(ns, FINE_UNITS);
  }
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`).join("");
}
