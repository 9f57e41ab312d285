import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { mean, percentile, populationStd } from "../../../lib/check/mod.ts";

const values = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 300 });
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

Deno.test("percentile() is the smallest value that enough of the values do not exceed", () => {
  fc.assert(fc.property(values, fc.integer({ min: 1, max: 1000 }), (numbers, permille) => {
    const found = percentile(ascending(numbers), permille / 10);
    const atMost = (limit: number) => numbers.filter((value) => value <= limit).length;
    assert(found !== null && numbers.includes(found));
    // Compared in whole numbers, so that the test itself does not round.
    assert(atMost(found) * 1000 >= numbers.length * permille);
    for (const smaller of numbers.filter((value) => value < found)) {
      assert(atMost(smaller) * 1000 < numbers.length * permille);
    }
  }));
});

Deno.test("percentile() is not led one value too far by binary fractions", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  for (let percent = 1; percent <= 100; percent++) {
    assertEquals(percentile(hundred, percent), percent);
  }
  const thousand = Array.from({ length: 1000 }, (_, i) => i + 1);
  assertEquals(percentile(thousand, 99.9), 999);
});

Deno.test("percentile() of 0 and 100 is the smallest and the largest value", () => {
  assertEquals(percentile([3, 5, 9], 0), 3);
  assertEquals(percentile([3, 5, 9], 100), 9);
  assertEquals(percentile([7], 50), 7);
});

Deno.test("percentile() of nothing is null", () => assertEquals(percentile([], 99), null));

Deno.test("percentile() refuses a percentage outside 0 to 100", () => {
  for (const percent of [-0.1, 100.1, NaN]) {
    assertThrows(() => percentile([1], percent), RangeError, `current value is ${percent}`);
  }
});

Deno.test("mean() lies between the extremes and does not depend on the order", () => {
  fc.assert(fc.property(values, (numbers) => {
    const average = mean(numbers);
    const sorted = ascending(numbers);
    assert(average !== null && average >= sorted[0]! && average <= sorted.at(-1)!);
    assertEquals(mean(sorted), average);
  }));
  assertEquals(mean([]), null);
});

Deno.test("populationStd() divides by the number of values", () => {
  assertEquals(populationStd([2, 4, 4, 4, 5, 5, 7, 9]), 2);
  assertEquals(populationStd([3]), 0);
  assertEquals(populationStd([]), null);
});

Deno.test("populationStd() ignores an offset and follows a factor", () => {
  fc.assert(fc.property(values, fc.integer({ min: 1, max: 1000 }), (numbers, by) => {
    const std = populationStd(numbers) ?? NaN;
    const tolerance = 1e-6 * Math.max(1, std * by);
    assertAlmostEquals(populationStd(numbers.map((value) => value + by)) ?? NaN, std, tolerance);
    assertAlmostEquals(
      populationStd(numbers.map((value) => value * by)) ?? NaN,
      std * by,
      tolerance,
    );
  }));
});
