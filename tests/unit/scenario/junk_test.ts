import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { join } from "@std/path";
import { ScenarioFileError } from "../../../lib/errors/mod.ts";
import { parse } from "./fixture.ts";

const STEADY = Deno.readTextFileSync(
  join(import.meta.dirname ?? ".", "../../../scenarios/steady.yaml"),
);

/** What the schema library says where we have no words of our own. */
const OTHERS_WORDS = /^my\.yaml.*error: ("\S+" )?(Invalid (input|option)|Too (small|big)|Unrecog)/m;

/** Whether a text is a scenario, or is refused in the way that a user can use. */
function isHandled(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    return error instanceof ScenarioFileError &&
      /^my\.yaml:\d+:\d+: error: \S/.test(error.message) && !OTHERS_WORDS.test(error.message);
  }
}

/** What YAML and the scenario language are made of, so that junk gets past the parser. */
const token = fc.oneof(
  fc.constantFrom(
    ..."{}[]:,-?&*!|>'\"%@`#~ \t\n\r\0\\".split(""),
    ...["name", "duration", "steps", "cgroups", "workers", "work", "type", "checks", "hold"],
    ...["SpinWait", "PingPong", "5s", "100%", "<<", "__proto__", "constructor", "toString"],
    ...["&a", "*a", "---\n", "...\n", "- ", ": ", "\n  ", "\n    ", ".nan", "-.inf", "0x7", "1e99"],
    ...["!!binary", "!!set", "!!map", "null", "true", "\ufeff", "\u2028", "\ud800", "%YAML 1.1\n"],
  ),
  fc.string({ maxLength: 5 }),
);
const junk = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(""));

/** Steady with a few stretches of it replaced. */
const mutated = fc.array(
  fc.tuple(fc.nat(STEADY.length), fc.nat(12), fc.oneof(token, junk)),
  { minLength: 1, maxLength: 4 },
).map((cuts) =>
  cuts.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), STEADY)
);

/** Any values in the places where scenarios have theirs. */
const value = fc.jsonValue({ maxDepth: 2 });
const step = fc.oneof(
  value,
  fc.record({
    cgroups: fc.oneof(
      value,
      fc.array(fc.oneof(
        value,
        fc.record({
          name: fc.oneof(value, fc.constantFrom("a", "b")),
          workers: fc.oneof(value, fc.constantFrom(1, 2)),
          work: fc.oneof(
            value,
            fc.record({ type: fc.constantFrom("SpinWait", "PingPong"), x: value }),
            fc.array(fc.record({ type: fc.constantFrom("SpinWait"), workers: value })),
          ),
          cpuset: fc.oneof(value, fc.constantFrom("0", "0-1")),
        }, { requiredKeys: [] }),
      )),
    ),
    hold: fc.oneof(value, fc.constantFrom("50%")),
  }, { requiredKeys: [] }),
);
const shaped = fc.record({
  name: fc.oneof(value, fc.constant("x")),
  duration: fc.oneof(value, fc.constant("5s")),
  tags: value,
  steps: fc.oneof(value, fc.array(step)),
  checks: fc.oneof(
    value,
    fc.record({ isolation: value, max_gap_ms: value, max_spread_pct: value }),
  ),
}, { requiredKeys: [] }).map((scenario) => JSON.stringify(scenario));

Deno.test("parseScenario() takes scenarios/steady.yaml as it is", () => {
  assertEquals(parse(STEADY).name, "steady");
});

Deno.test("parseScenario() meets junk with nothing but ScenarioFileError", () => {
  fc.assert(fc.property(junk, isHandled), { numRuns: 500 });
});

Deno.test("parseScenario() meets a damaged scenario with nothing but ScenarioFileError", () => {
  fc.assert(fc.property(mutated, isHandled), { numRuns: 500 });
});

Deno.test("parseScenario() meets wrong values in right places with nothing but ScenarioFileError", () => {
  fc.assert(fc.property(shaped, isHandled), { numRuns: 300 });
});

Deno.test("parseScenario() meets what is made to exhaust it with nothing but ScenarioFileError", () => {
  const bomb = ["a: &a0 [x]"];
  for (let i = 1; i < 9; i++) bomb.push(`b${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`);
  for (
    const text of [
      bomb.join("\n"),
      "[".repeat(10_000),
      "- ".repeat(5_000),
      "{a: ".repeat(1_000) + "}".repeat(1_000),
      `{${Array.from({ length: 20_000 }, (_, i) => `k${i}`).join(", ")}}`,
      `a: &a 1\nb: [${"*a,".repeat(10_000)}]`,
      `name: ${"x".repeat(500_000)}`,
    ]
  ) {
    assertEquals(isHandled(text), true, text.slice(0, 40));
  }
});
