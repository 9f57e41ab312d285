import { assertEquals, assertThrows } from "@std/assert";
import { ScenarioFileError } from "../../../lib/errors/mod.ts";
import { checkScenario } from "../../../lib/scenario/mod.ts";
import { GOOD, parse, withCgroup, WORK_TYPES } from "./fixture.ts";

Deno.test("parseScenario() fills in every default", () => {
  assertEquals(
    parse(
      "name: a\nduration: 1m30s\nsteps: [{ cgroups: [{ name: b, workers: 3, work: SpinWait }] }]",
    ),
    {
      name: "a",
      description: "",
      tags: [],
      durationNs: 90_000_000_000,
      steps: [{
        cgroups: [{
          name: "b",
          cpuset: null,
          work: [{ type: "SpinWait", params: { spin_iters: 1024 }, workers: 3 }],
        }],
        hold: 1,
      }],
      checks: {
        not_starved: true,
        completed: true,
        isolation: true,
        max_spread_pct: 15,
        max_gap_ms: 2000,
      },
      file: "my.yaml",
    },
  );
});

Deno.test("parseScenario() takes what the file says over the defaults", () => {
  const scenario = parse(
    GOOD + "    hold: 12.5%\n" +
      "checks: { isolation: false, max_spread_pct: 7.5, max_gap_ms: false }\n",
  );
  assertEquals(scenario.description, "What it is.");
  assertEquals(scenario.tags, ["basic"]);
  assertEquals(scenario.steps[0]?.hold, 0.125);
  assertEquals(scenario.checks, {
    not_starved: true,
    completed: true,
    isolation: false,
    max_spread_pct: 7.5,
    max_gap_ms: false,
  });
});

Deno.test("parseScenario() takes true for a limit as the default limit", () => {
  const { checks } = parse(`${GOOD}checks: { max_spread_pct: true, max_gap_ms: true }`);
  assertEquals([checks.max_spread_pct, checks.max_gap_ms], [15, 2000]);
});

Deno.test("parseScenario() reads a CPU list as ascending numbers", () => {
  const scenario = parse(
    withCgroup('{ name: a, workers: 1, work: SpinWait, cpuset: "8,0-2" }'),
  );
  assertEquals(scenario.steps[0]?.cgroups[0]?.cpuset, [0, 1, 2, 8]);
});

Deno.test("parseScenario() reads the three forms of work alike", () => {
  const work = (line: string) => parse(withCgroup(line)).steps[0]?.cgroups[0]?.work;
  const wanted = [{ type: "PingPong", params: { pause: 5_000_000, region: 4096 }, workers: 4 }];
  assertEquals(work("{ name: a, workers: 4, work: PingPong }"), wanted);
  assertEquals(work("{ name: a, workers: 4, work: { type: PingPong } }"), wanted);
  assertEquals(work("{ name: a, work: { type: PingPong, workers: 4 } }"), wanted);
  assertEquals(work("{ name: a, work: [{ type: PingPong, workers: 4 }] }"), wanted);
});

Deno.test("parseScenario() reads parameters in their units, and several work groups in order", () => {
  const [cgroup] = parse(withCgroup(`name: a
        work:
          - { type: PingPong, workers: 2, pause: 1.5ms, region: 32KiB }
          - { type: SpinWait, workers: 1, spin_iters: 7 }`)).steps[0]?.cgroups ?? [];
  assertEquals(cgroup?.work, [
    { type: "PingPong", params: { pause: 1_500_000, region: 32_768 }, workers: 2 },
    { type: "SpinWait", params: { spin_iters: 7 }, workers: 1 },
  ]);
});

Deno.test("parseScenario() lets several steps share the duration", () => {
  // These three add up to a little more than 1 in binary.
  const scenario = parse(
    `${GOOD}    hold: 33%
  - { cgroups: [{ name: cg_0, workers: 1, work: SpinWait }], hold: 56% }
  - { cgroups: [{ name: cg_0, workers: 1, work: SpinWait }], hold: 11% }
`,
  );
  assertEquals(scenario.steps.map((step) => step.hold), [0.33, 0.56, 0.11]);
});

Deno.test("parseScenario() takes anchors and aliases, Windows line ends and a byte order mark", () => {
  const scenario = parse(
    "\ufeffname: a\r\nduration: 5s\r\nsteps:\r\n  - cgroups:\r\n" +
      "      - { name: a, workers: 1, work: &spin { type: SpinWait, spin_iters: 5 } }\r\n" +
      "      - { name: b, workers: 1, work: *spin }\r\n",
  );
  const params = scenario.steps[0]?.cgroups.map((cgroup) => cgroup.work[0]?.params);
  assertEquals(params, [{ spin_iters: 5 }, { spin_iters: 5 }]);
});

Deno.test("parseScenario() names a mistake inside an anchor once, where it stands", () => {
  const text = withCgroup(
    "{ name: a, workers: 1, work: &w { type: SpinWait, spin_iters: 0 } }",
    "      - { name: b, workers: 1, work: *w }\n",
  );
  const error = assertThrows(() => parse(text), ScenarioFileError);
  assertEquals(error.message.match(/error:/g)?.length, 1);
  assertEquals(error.message.startsWith("my.yaml:7:71: error:"), true);
});

Deno.test("checkScenario() tells what is wrong as data, on the first of several lines", () => {
  const text = withCgroup(
    "name: a\n        work: SpinWait\n        workers:\n          - 1\n          - 2",
  );
  const { scenario, diagnostics } = checkScenario(text, "my.yaml", { workTypes: WORK_TYPES });
  assertEquals(scenario, null);
  assertEquals(diagnostics, [{
    file: "my.yaml",
    line: 10,
    column: 11,
    length: 3,
    message: '"workers" must be a whole number from 1 to 65536: found a list',
    hint: null,
    sourceLine: "          - 1",
  }]);
  const good = checkScenario(GOOD, "my.yaml", { workTypes: WORK_TYPES });
  assertEquals([good.scenario?.name, good.diagnostics.length], ["mine", 0]);
});

Deno.test("parseScenario() keeps no state between files", () => {
  assertThrows(() => parse("name: ["), ScenarioFileError);
  assertEquals(parse(GOOD), parse(GOOD));
});
