import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formatDuration, parseDuration, UnitError } from "../../../lib/units/mod.ts";

Deno.test("parseDuration() reads each unit, several units and decimals exactly", () => {
  const cases: Record<string, number> = {
    "10ns": 10,
    "50us": 50_000,
    "50\u00b5s": 50_000,
    "50\u03bcs": 50_000,
    "100ms": 100_000_000,
    "5s": 5_000_000_000,
    "2m": 120_000_000_000,
    "1h": 3_600_000_000_000,
    "1m30s": 90_000_000_000,
    "1h2m3s4ms5us6ns": 3_723_004_005_006,
    "1.5s": 1_500_000_000,
    "1m0.25s": 60_250_000_000,
    "1.1s": 1_100_000_000,
    "0.000000001s": 1,
    "0s": 0,
    "007s": 7_000_000_000,
  };
  for (const [text, ns] of Object.entries(cases)) assertEquals(parseDuration(text), ns, text);
});

Deno.test("parseDuration() says what to write in place of what it cannot read", () => {
  const cases: Record<string, string> = {
    "5": 'A duration needs a unit: write "5s" or "5000ms", not "5"',
    "0.5": 'A duration needs a unit: write "0.5s" or "500ms", not "0.5"',
    "0.0005": 'A duration needs a unit: write "0.0005s", not "0.0005"',
    "": 'A duration is missing: write for example "5s", "100ms" or "1m30s"',
    " ": 'A duration is missing: write for example "5s", "100ms" or "1m30s"',
    "-5s": 'A duration cannot be negative: found "-5s"',
    "5 s": 'A duration has no spaces in it: write "5s", not "5 s"',
    "5sec": 'Unknown unit "sec" in the duration "5sec": use h, m, s, ms, us or ns',
    "5S": 'Unknown unit "S" in the duration "5S": use h, m, s, ms, us or ns',
    "30s1m": 'The larger unit comes first, and each only once: found "30s1m"',
    "1s1s": 'The larger unit comes first, and each only once: found "1s1s"',
    "1.5m3s": 'Only the last number of a duration has decimals: found "1.5m3s"',
    "1m30": 'The number 30 in the duration "1m30" has no unit',
    "0.1ns": 'A duration is a whole number of ns: found "0.1ns"',
    "9999999h": 'The duration "9999999h" is too large',
    "soon": 'Cannot read the duration "soon": write for example "5s", "100ms" or "1m30s"',
    "+5s": 'Cannot read the duration "+5s": write for example "5s", "100ms" or "1m30s"',
    ".5s": 'Cannot read the duration ".5s": write for example "5s", "100ms" or "1m30s"',
    ["1".repeat(65)]: 'A duration is shorter than this: write for example "5s", "100ms" or "1m30s"',
  };
  for (const [text, message] of Object.entries(cases)) {
    assertEquals(assertThrows(() => parseDuration(text), UnitError).message, message);
  }
});

Deno.test("parseDuration() throws nothing but UnitError", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(..."0123456789.nmush \u00b5-") }),
  );
  fc.assert(fc.property(text, (text) => {
    try {
      return Number.isSafeInteger(parseDuration(text)) && parseDuration(text) >= 0;
    } catch (error) {
      return error instanceof UnitError;
    }
  }));
});

Deno.test("formatDuration() shows three digits below a minute and whole seconds above", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0ns"],
    [0.25, "0.25ns"],
    [999, "999ns"],
    [1_023, "1.02us"],
    [999_999, "1ms"],
    [83_400, "83.4us"],
    [1_500_000_000, "1.5s"],
    [59_940_000_000, "59.9s"],
    [59_960_000_000, "1m"],
    [90_000_000_000, "1m30s"],
    [3_600_000_000_000, "1h"],
    [3_661_000_000_000, "1h1m1s"],
    [86_400_000_000_000, "24h"],
    [-1_500, "-1.5us"],
  ];
  for (const [ns, text] of cases) assertEquals(formatDuration(ns), text);
});

Deno.test("parseDuration() reads what formatDuration() shows, to three digits", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e15 }), (ns) => {
    const back = parseDuration(formatDuration(ns));
    return Math.abs(back - ns) <= Math.max(ns * 0.005, ns >= 59.95e9 ? 0.5e9 : 0);
  }));
});
