import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/errors/mod.ts";
import { overrideScenario, type ScenarioOverrides } from "../../../lib/scenario/mod.ts";
import { GOOD, parse, withCgroup, WORK_TYPES } from "./fixture.ts";

const OPTIONS = { workTypes: WORK_TYPES };

function refusal(text: string, overrides: ScenarioOverrides): string {
  return assertThrows(() => overrideScenario(parse(text), overrides, OPTIONS), UsageError).message;
}

Deno.test("overrideScenario() changes nothing that it is not told to", () => {
  assertEquals(overrideScenario(parse(GOOD), {}, OPTIONS), parse(GOOD));
});

Deno.test("overrideScenario() changes duration, workers and type of every work group", () => {
  const scenario = parse(withCgroup(`name: a
        work:
          - { type: SpinWait, workers: 1, spin_iters: 7 }
          - { type: YieldHeavy, workers: 3 }
      - { name: b, workers: 5, work: { type: SpinWait, spin_iters: 9 } }`));
  const before = structuredClone(scenario);
  const changed = overrideScenario(
    scenario,
    { durationNs: 1_000_000, workers: 4, workType: "PingPong" },
    OPTIONS,
  );
  const work = { type: "PingPong", params: { pause: 5_000_000, region: 4096 }, workers: 4 };
  assertEquals(changed.durationNs, 1_000_000);
  assertEquals(changed.steps[0]?.cgroups.map((cgroup) => cgroup.work), [[work, work], [work]]);
  assertEquals(scenario, before);
});

Deno.test("overrideScenario() keeps parameters when only the number of workers changes", () => {
  const text = withCgroup("{ name: b, workers: 5, work: { type: SpinWait, spin_iters: 9 } }");
  const changed = overrideScenario(parse(text), { workers: 1 }, OPTIONS);
  assertEquals(changed.steps[0]?.cgroups[0]?.work, [
    { type: "SpinWait", params: { spin_iters: 9 }, workers: 1 },
  ]);
});

Deno.test("overrideScenario() names the option, the limits and what was given", () => {
  assertEquals(
    refusal(GOOD, { durationNs: 10 }),
    "Option --duration takes a time from 1ms to 24h, not 10ns",
  );
  for (const workers of [0, -1, 1.5, 65_537, NaN]) {
    assertEquals(
      refusal(GOOD, { workers }),
      `Option --workers takes a whole number from 1 to 65536, not ${workers}`,
    );
  }
  assertEquals(
    refusal(GOOD, { workType: "SpinWiat" }),
    'Option --work-type: unknown work type "SpinWiat". Did you mean "SpinWait"?',
  );
  assertEquals(
    refusal(GOOD, { workType: "Juggle" }),
    'Option --work-type: unknown work type "Juggle". Known: SpinWait, YieldHeavy, PingPong',
  );
});

Deno.test("overrideScenario() refuses workers that do not make whole groups", () => {
  assertEquals(
    refusal(withCgroup("{ name: a, workers: 2, work: PingPong }"), { workers: 3 }),
    'Option --workers must be a multiple of 2, the group size of PingPong in cgroup "a", not 3',
  );
  assertEquals(
    refusal(withCgroup("{ name: a, workers: 3, work: SpinWait }"), { workType: "PingPong" }),
    'Option --work-type: the number of workers in cgroup "a" must be a multiple of 2, the group ' +
      "size of PingPong, not 3. Add --workers",
  );
});
