import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { countOf, formatCount, orUnmeasured } from "../../../lib/report/numbers.ts";

Deno.test("formatCount() shows three significant digits and a suffix", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [7, "7"],
    [999, "999"],
    [999.6, "1k"],
    [1000, "1k"],
    [1234, "1.23k"],
    [999_499, "999k"],
    [999_500, "1M"],
    [1_234_567, "1.23M"],
    [240_000_000, "240M"],
    [5.678, "5.68"],
    [3_200_000_000_000_000, "3200T"],
  ];
  for (const [count, shown] of cases) assertEquals(formatCount(count), shown);
});

Deno.test("formatCount() stays within half a percent", () => {
  const factors: Record<string, number> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  fc.assert(fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (count) => {
    const shown = formatCount(count);
    const value = parseFloat(shown) * (factors[shown.at(-1) ?? ""] ?? 1);
    assert(Math.abs(value - count) <= count * 0.005 + 1e-9, `${shown} for ${count}`);
  }));
});

Deno.test("countOf() knows one from many", () => {
  assertEquals([countOf(0, "CPU"), countOf(1, "CPU"), countOf(2, "CPU")], [
    "0 CPUs",
    "1 CPU",
    "2 CPUs",
  ]);
});

Deno.test("orUnmeasured() shows a dash for what nobody measured, and a 0 as 0", () => {
  assertEquals(orUnmeasured(null, String), "-");
  assertEquals(orUnmeasured(0, String), "0");
});
