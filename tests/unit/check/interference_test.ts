import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import {
  type CheckResult,
  excuseTiming,
  type Interference,
  STEAL_THRESHOLD_PCT,
} from "../../../lib/check/mod.ts";
import { checkResult } from "../fixtures.ts";

const NAMES = ["not_starved", "completed", "isolation", "max_spread_pct", "max_gap_ms"];

/** CPUs that were the scheduler's own. */
const QUIET: Interference = {
  accelerator: null,
  stealPct: 0,
  stealMs: 0,
  busyCpus: 2,
  hostCpus: null,
};

const failed = (name: string, changes: Partial<CheckResult> = {}) =>
  checkResult({ name, verdict: "fail", value: 60, limit: 15, message: "it differs", ...changes });

/** Names of the checks that stay failed when every check has failed. */
function blamed(interference: Partial<Interference>): string[] {
  return excuseTiming(NAMES.map((name) => failed(name)), { ...QUIET, ...interference })
    .filter(({ verdict }) => verdict === "fail").map(({ name }) => name);
}

const NOT_TIMING = ["not_starved", "completed", "isolation"];

Deno.test("excuseTiming() changes nothing when the CPUs were the scheduler's own", () => {
  const checks = NAMES.map((name) => failed(name));
  assertEquals(excuseTiming(checks, QUIET), checks);
  assertEquals(excuseTiming(checks, { ...QUIET, accelerator: "kvm", hostCpus: 2 }), checks);
  const unknown = { ...QUIET, stealPct: null, stealMs: null, busyCpus: null };
  assertEquals(excuseTiming(checks, unknown), checks);
});

Deno.test("excuseTiming() excuses failed times under emulation, and nothing else", () => {
  assertEquals(blamed({ accelerator: "tcg" }), NOT_TIMING);
  const [check] = excuseTiming([failed("max_spread_pct")], { ...QUIET, accelerator: "tcg" });
  assertEquals(
    check,
    failed("max_spread_pct", {
      verdict: "inconclusive",
      message: "it differs; inconclusive because the CPUs are emulated (TCG)",
    }),
  );
});

Deno.test("excuseTiming() excuses failed times from the threshold of stolen time on", () => {
  assertEquals(blamed({ stealPct: STEAL_THRESHOLD_PCT }), NOT_TIMING);
  assertEquals(blamed({ stealPct: STEAL_THRESHOLD_PCT - 0.01 }), NAMES);
  const [check] = excuseTiming([failed("max_gap_ms")], { ...QUIET, stealPct: 12.34 });
  assertStringIncludes(check?.message ?? "", "the host took 12.3 % of the time of a CPU away");
});

Deno.test("excuseTiming() excuses a gap that a short theft may have made", () => {
  const gap = failed("max_gap_ms", { value: 150, limit: 50, unit: "ms" });
  const verdictWith = (stealMs: number) =>
    excuseTiming([gap], { ...QUIET, stealPct: 1, stealMs })[0]?.verdict;
  assertEquals(verdictWith(100), "inconclusive");
  assertEquals(verdictWith(90), "fail");
  assertEquals(verdictWith(0), "fail");
});

Deno.test("excuseTiming() excuses failed times when more CPUs are busy than the host has", () => {
  assertEquals(blamed({ accelerator: "kvm", busyCpus: 7.9, hostCpus: 2 }), NOT_TIMING);
  assertEquals(blamed({ accelerator: "kvm", busyCpus: 2, hostCpus: 2 }), NAMES);
  const [check] = excuseTiming([failed("max_gap_ms")], { ...QUIET, busyCpus: 7.9, hostCpus: 2 });
  assertStringIncludes(check?.message ?? "", "7.9 CPUs were busy, and the host has 2");
});

Deno.test("excuseTiming() only ever turns a failure into something inconclusive", () => {
  const check = fc.record({
    name: fc.constantFrom(...NAMES),
    verdict: fc.constantFrom<CheckResult["verdict"]>("pass", "fail", "inconclusive", "skip"),
    value: fc.option(fc.nat(10_000)),
  }).map((changes) => checkResult(changes));
  const interference = fc.record<Interference>({
    accelerator: fc.constantFrom(null, "kvm", "tcg"),
    stealPct: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
    stealMs: fc.option(fc.nat(60_000)),
    busyCpus: fc.option(fc.double({ min: 0, max: 512, noNaN: true })),
    hostCpus: fc.option(fc.integer({ min: 1, max: 512 })),
  });
  fc.assert(fc.property(fc.array(check), interference, (checks, interference) => {
    const excused = excuseTiming(checks, interference);
    assertEquals(excused.length, checks.length);
    for (const [i, before] of checks.entries()) {
      const after = excused[i];
      if (before.verdict !== "fail" || NOT_TIMING.includes(before.name)) {
        assertEquals(after, before);
      } else if (after?.verdict !== "fail") {
        assertEquals(after?.verdict, "inconclusive");
        assertStringIncludes(after?.message ?? "", before.message);
      }
    }
  }));
});
