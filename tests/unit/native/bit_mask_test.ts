import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeBitMask, describeIds, encodeBitMask } from "../../../lib/native/bit_mask.ts";

const idSets = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 64 })
  .map((ids) => ids.sort((a, b) => a - b));

Deno.test("decodeBitMask() gives back what encodeBitMask() was given, in order", () => {
  fc.assert(fc.property(idSets, (ids) => {
    assertEquals(decodeBitMask(encodeBitMask(ids.toReversed())), ids);
  }));
});

Deno.test("encodeBitMask() makes whole 64-bit words, at least one", () => {
  fc.assert(fc.property(idSets, (ids) => {
    const { byteLength } = encodeBitMask(ids);
    assertEquals(byteLength % 8, 0);
    assertEquals(byteLength, Math.max(8, Math.floor((ids.at(-1) ?? 0) / 64) * 8 + 8));
  }));
});

Deno.test("encodeBitMask() puts CPU 0 in the lowest bit", () => {
  assertEquals([...encodeBitMask([0, 9, 63])], [1, 2, 0, 0, 0, 0, 0, 128]);
});

Deno.test("encodeBitMask() refuses what cannot be a CPU", () => {
  for (const id of [-1, 1.5, NaN, 65536, Infinity]) {
    assertThrows(() => encodeBitMask([0, id]), RangeError, `Cannot put ${id} in a mask`);
  }
});

Deno.test("describeIds() joins neighbours to ranges", () => {
  assertEquals(describeIds([]), "none");
  assertEquals(describeIds([5]), "5");
  assertEquals(describeIds([8, 1, 0, 2, 3, 2]), "0-3,8");
});
