import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseInteger, parseMillisecondsAsNs } from "../../../../lib/native/procfs/number.ts";

Deno.test("parseMillisecondsAsNs() is exact to the nanosecond", () => {
  assertEquals(parseMillisecondsAsNs("0.058177", "x"), 58177);
  assertEquals(parseMillisecondsAsNs("1022836.012246", "x"), 1022836012246);
  fc.assert(fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (ns) => {
    const digits = String(ns).padStart(7, "0");
    const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    assertEquals(parseMillisecondsAsNs(text, "x"), ns);
  }));
});

Deno.test("parseMillisecondsAsNs() keeps a sign", () => {
  assertEquals(parseMillisecondsAsNs("-0.000001", "x"), -1);
});

Deno.test("parseMillisecondsAsNs() refuses other precisions and other text", () => {
  for (const text of ["1", "1.5", "1.0000000", "", ".000001", "1.00000a"]) {
    assertThrows(() => parseMillisecondsAsNs(text, "the time"), SyntaxError, "the time");
  }
  assertThrows(() => parseMillisecondsAsNs(undefined, "the time"), SyntaxError, 'found ""');
});

Deno.test("parseInteger() takes digits and nothing else", () => {
  assertEquals(parseInteger("-20", "x"), -20);
  for (const text of ["", "1.0", "0x10", " 1", "1e3", "ten"]) {
    assertThrows(() => parseInteger(text, "the number"), SyntaxError, "the number");
  }
});
