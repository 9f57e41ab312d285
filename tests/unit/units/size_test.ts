import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formatSize, parseSize, UnitError } from "../../../lib/units/mod.ts";

Deno.test("parseSize() reads each unit and decimals that come to whole bytes", () => {
  const cases: Record<string, number> = {
    "512B": 512,
    "32KiB": 32 * 1024,
    "4MiB": 4 * 1024 ** 2,
    "1GiB": 1024 ** 3,
    "2TiB": 2 * 1024 ** 4,
    "1.5MiB": 1.5 * 1024 ** 2,
    "0B": 0,
  };
  for (const [text, bytes] of Object.entries(cases)) assertEquals(parseSize(text), bytes, text);
});

Deno.test("parseSize() says what to write in place of what it cannot read", () => {
  const cases: Record<string, string> = {
    "512": 'A size needs a unit: write "512KiB" or "512B", not "512"',
    "4MB": 'Unknown unit "MB" in the size "4MB": use B, KiB, MiB, GiB or TiB',
    "4mib": 'Unknown unit "mib" in the size "4mib": use B, KiB, MiB, GiB or TiB',
    "": 'A size is missing: write for example "512B", "32KiB" or "4MiB"',
    "-1B": 'A size cannot be negative: found "-1B"',
    "4 MiB": 'A size has no spaces in it: write "4MiB", not "4 MiB"',
    "0.3B": 'A size is a whole number of bytes: found "0.3B"',
    "1KiB1B": 'Cannot read the size "1KiB1B": write for example "512B", "32KiB" or "4MiB"',
    "9999999TiB": 'The size "9999999TiB" is too large',
  };
  for (const [text, message] of Object.entries(cases)) {
    assertEquals(assertThrows(() => parseSize(text), UnitError).message, message);
  }
});

Deno.test("parseSize() reads what formatSize() shows, to three digits", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (bytes) => {
    const shown = formatSize(bytes);
    const match = /^([\d.]+)(\w+)$/.exec(shown);
    const unit = parseSize(`1${match?.[2]}`);
    return Math.abs(Number(match?.[1]) * unit - bytes) <= bytes * 0.005;
  }));
  assertEquals(formatSize(1023), "1023B");
  assertEquals(formatSize(1.5 * 1024 ** 2), "1.5MiB");
  assertEquals(formatSize(-2048), "-2KiB");
});
