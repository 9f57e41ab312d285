import { assertEquals } from "@std/assert";
import { renderSummary } from "../../../lib/report/mod.ts";

const unmarked = (_: unknown, text: string) => text;

Deno.test("renderSummary() counts verdicts, the gravest first, and names what did not pass", () => {
  const outcomes = [
    { scenario: "steady", verdict: "pass" },
    { scenario: "bursty", verdict: "fail" },
    { scenario: "numa", verdict: "skip" },
    { scenario: "bursty", verdict: "fail" },
    { scenario: "storm", verdict: "fail" },
  ] as const;
  assertEquals(
    renderSummary(outcomes, 80, unmarked),
    "5 runs\n  3 fail: bursty (2 times), storm\n  1 skip: numa\n  1 pass\n",
  );
});
