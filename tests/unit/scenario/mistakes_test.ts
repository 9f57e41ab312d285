import { assertEquals, assertThrows } from "@std/assert";
import { ScenarioFileError } from "../../../lib/errors/mod.ts";
import { GOOD, parse, withCgroup } from "./fixture.ts";

interface Mistake {
  readonly what: string;
  readonly text: string;
  /** The whole message. */
  readonly message: string;
}

/** Each mistake alone in a file: one message, with its place, its line, a mark and what to do. */
const MISTAKES: readonly Mistake[] = [
  {
    what: "an unknown key that is a slip, which is no missing key as well",
    text: withCgroup("{ name: cg_0, worker: 2, work: SpinWait }"),
    message: `my.yaml:7:23: error: Unknown key "worker" in a cgroup
  7 |       - { name: cg_0, worker: 2, work: SpinWait }
    |                       ^~~~~~
    Did you mean "workers"?`,
  },
  {
    what: "an unknown key that belongs elsewhere",
    text: withCgroup("{ name: cg_0, workers: 2, work: SpinWait, hold: 50% }"),
    message: `my.yaml:7:51: error: Unknown key "hold" in a cgroup
  7 |       - { name: cg_0, workers: 2, work: SpinWait, hold: 50% }
    |                                                   ^~~~
    "hold" belongs in a step.`,
  },
  {
    what: "an unknown key like no other",
    text: `${GOOD}zzz: 1\n`,
    message: `my.yaml:8:1: error: Unknown key "zzz" in a scenario
  8 | zzz: 1
    | ^~~
    Known here: name, description, tags, duration, steps, checks.`,
  },
  {
    what: "an unknown check",
    text: `${GOOD}checks: { max_gap: 10 }\n`,
    message: `my.yaml:8:11: error: Unknown check "max_gap" in checks
  8 | checks: { max_gap: 10 }
    |           ^~~~~~~
    Did you mean "max_gap_ms"?`,
  },
  {
    what: "text for a number",
    text: withCgroup("{ name: cg_0, workers: two, work: SpinWait }"),
    message:
      `my.yaml:7:32: error: "workers" must be a whole number from 1 to 65536: found the text "two"
  7 |       - { name: cg_0, workers: two, work: SpinWait }
    |                                ^~~`,
  },
  {
    what: "a number for text",
    text: withCgroup("{ name: 1, workers: 2, work: SpinWait }"),
    message:
      `my.yaml:7:17: error: "name" must be 1 to 64 letters, digits, "_" or "-", beginning with a letter or a digit: found 1
  7 |       - { name: 1, workers: 2, work: SpinWait }
    |                 ^
    Put it in quotes to make it text: "1"`,
  },
  {
    what: "a duplicate key",
    text: GOOD.replace("duration: 5s", "duration: 5s\nname: again"),
    message: `my.yaml:5:1: error: Key "name" is given twice: first in line 1
  5 | name: again
    | ^~~~`,
  },
  {
    what: "a duration without a unit",
    text: GOOD.replace("5s", "5"),
    message: `my.yaml:4:11: error: A duration needs a unit: write "5s" or "5000ms", not "5"
  4 | duration: 5
    |           ^`,
  },
  {
    what: "a duration with an unknown unit",
    text: GOOD.replace("5s", "5 secs"),
    message:
      `my.yaml:4:11: error: Unknown unit "secs" in the duration "5secs": use h, m, s, ms, us or ns
  4 | duration: 5 secs
    |           ^~~~~~`,
  },
  {
    what: "a duration of nothing",
    text: GOOD.replace("5s", "0s"),
    message: `my.yaml:4:11: error: "duration" must be from 1ms to 24h: found the text "0s"
  4 | duration: 0s
    |           ^~`,
  },
  {
    what: "a missing key",
    text: withCgroup("{ workers: 2, work: SpinWait }"),
    message: `my.yaml:7:11: error: Missing key "name" in a cgroup
  7 |       - { workers: 2, work: SpinWait }
    |           ^~~~~~~
    Write for example: name: my_load`,
  },
  {
    what: "a cgroup without work",
    text: withCgroup("{ name: a, workers: 2 }"),
    message: `my.yaml:7:11: error: Missing key "work" in a cgroup
  7 |       - { name: a, workers: 2 }
    |           ^~~~
    Write for example: work: SpinWait`,
  },
  {
    what: "a work group of a list without workers",
    text: withCgroup("{ name: a, work: [{ type: SpinWait }] }"),
    message: `my.yaml:7:29: error: Missing key "workers" in a work group
  7 |       - { name: a, work: [{ type: SpinWait }] }
    |                             ^~~~
    Write for example: workers: 2`,
  },
  {
    what: "a work group without a type",
    text: withCgroup("{ name: a, workers: 1, work: { spin_iters: 3 } }"),
    message: `my.yaml:7:40: error: Missing key "type" in a work group
  7 |       - { name: a, workers: 1, work: { spin_iters: 3 } }
    |                                        ^~~~~~~~~~
    Write for example: type: SpinWait`,
  },
  {
    what: "an unknown work type",
    text: withCgroup("{ name: a, workers: 1, work: SpinWiat }"),
    message: `my.yaml:7:38: error: Unknown work type "SpinWiat"
  7 |       - { name: a, workers: 1, work: SpinWiat }
    |                                      ^~~~~~~~
    Did you mean "SpinWait"?`,
  },
  {
    what: "an unknown work type like no other, in a mapping",
    text: withCgroup("{ name: a, workers: 1, work: { type: Juggle } }"),
    message: `my.yaml:7:46: error: Unknown work type "Juggle"
  7 |       - { name: a, workers: 1, work: { type: Juggle } }
    |                                              ^~~~~~
    Known: SpinWait, YieldHeavy, PingPong.`,
  },
  {
    what: "an unknown parameter",
    text: withCgroup("{ name: a, workers: 1, work: { type: SpinWait, spin: 3, spin_iter: 3 } }"),
    message: `my.yaml:7:56: error: Unknown parameter "spin" of SpinWait
  7 |       - { name: a, workers: 1, work: { type: SpinWait, spin: 3, spin_iter: 3 } }
    |                                                        ^~~~
    Known here: spin_iters.

my.yaml:7:65: error: Unknown parameter "spin_iter" of SpinWait
  7 |       - { name: a, workers: 1, work: { type: SpinWait, spin: 3, spin_iter: 3 } }
    |                                                                 ^~~~~~~~~
    Did you mean "spin_iters"?`,
  },
  {
    what: "a parameter of a type that has none",
    text: withCgroup("{ name: a, workers: 1, work: { type: YieldHeavy, spin_iters: 3 } }"),
    message: `my.yaml:7:58: error: Unknown parameter "spin_iters" of YieldHeavy
  7 |       - { name: a, workers: 1, work: { type: YieldHeavy, spin_iters: 3 } }
    |                                                          ^~~~~~~~~~
    It has no parameters.`,
  },
  {
    what: "a count out of its range",
    text: withCgroup("{ name: a, workers: 1, work: { type: SpinWait, spin_iters: 0 } }"),
    message: `my.yaml:7:68: error: "spin_iters" must be a whole number from 1 to 1000000000: found 0
  7 |       - { name: a, workers: 1, work: { type: SpinWait, spin_iters: 0 } }
    |                                                                    ^`,
  },
  {
    what: "a time out of its range",
    text: withCgroup("{ name: a, workers: 2, work: { type: PingPong, pause: 2s } }"),
    message: `my.yaml:7:63: error: "pause" must be from 1us to 1s: found the text "2s"
  7 |       - { name: a, workers: 2, work: { type: PingPong, pause: 2s } }
    |                                                               ^~`,
  },
  {
    what: "a size without a unit",
    text: withCgroup("{ name: a, workers: 2, work: { type: PingPong, region: 8192 } }"),
    message: `my.yaml:7:64: error: A size needs a unit: write "8192KiB" or "8192B", not "8192"
  7 |       - { name: a, workers: 2, work: { type: PingPong, region: 8192 } }
    |                                                                ^~~~`,
  },
  {
    what: "no workers",
    text: withCgroup("{ name: a, workers: 0, work: SpinWait }"),
    message: `my.yaml:7:29: error: "workers" must be a whole number from 1 to 65536: found 0
  7 |       - { name: a, workers: 0, work: SpinWait }
    |                             ^`,
  },
  {
    what: "fewer workers than none",
    text: withCgroup("{ name: a, workers: -1, work: SpinWait }"),
    message: `my.yaml:7:29: error: "workers" must be a whole number from 1 to 65536: found -1
  7 |       - { name: a, workers: -1, work: SpinWait }
    |                             ^~`,
  },
  {
    what: "half a worker",
    text: withCgroup("{ name: a, workers: 1.5, work: SpinWait }"),
    message: `my.yaml:7:29: error: "workers" must be a whole number from 1 to 65536: found 1.5
  7 |       - { name: a, workers: 1.5, work: SpinWait }
    |                             ^~~`,
  },
  {
    what: "workers that do not make whole groups",
    text: withCgroup("{ name: a, workers: 3, work: PingPong }"),
    message:
      `my.yaml:7:29: error: "workers" must be a multiple of 2, the group size of PingPong: found 3
  7 |       - { name: a, workers: 3, work: PingPong }
    |                             ^`,
  },
  {
    what: "workers in the cgroup beside a list of work groups",
    text: withCgroup("{ name: a, workers: 2, work: [{ type: SpinWait, workers: 2 }] }"),
    message:
      `my.yaml:7:29: error: Every work group of a list has its own "workers": this one has no use
  7 |       - { name: a, workers: 2, work: [{ type: SpinWait, workers: 2 }] }
    |                             ^`,
  },
  {
    what: "workers in the cgroup and in its work",
    text: withCgroup("{ name: a, workers: 2, work: { type: SpinWait, workers: 2 } }"),
    message: `my.yaml:7:65: error: "workers" stands in the cgroup or in its work, not in both
  7 |       - { name: a, workers: 2, work: { type: SpinWait, workers: 2 } }
    |                                                                 ^`,
  },
  {
    what: "a bad CPU list, marked where it is bad",
    text: withCgroup('{ name: a, workers: 1, work: SpinWait, cpuset: "0,5-3" }'),
    message: `my.yaml:7:59: error: The range "5-3" is reversed: write 3-5
  7 |       - { name: a, workers: 1, work: SpinWait, cpuset: "0,5-3" }
    |                                                           ^~~`,
  },
  {
    what: "a number for a CPU list, which may be meant as a mask",
    text: withCgroup("{ name: a, workers: 1, work: SpinWait, cpuset: 3 }"),
    message: `my.yaml:7:56: error: A CPU list is text: write "3", in quotes
  7 |       - { name: a, workers: 1, work: SpinWait, cpuset: 3 }
    |                                                        ^`,
  },
  {
    what: "a hexadecimal mask for a CPU list",
    text: withCgroup("{ name: a, workers: 1, work: SpinWait, cpuset: 0x3 }"),
    message: `my.yaml:7:56: error: Expected a CPU number or a range such as 0-3: got "0x3"
  7 |       - { name: a, workers: 1, work: SpinWait, cpuset: 0x3 }
    |                                                        ^~~`,
  },
  {
    what: "an empty CPU list",
    text: withCgroup('{ name: a, workers: 1, work: SpinWait, cpuset: "" }'),
    message: `my.yaml:7:56: error: "cpuset" must name at least one CPU: found the text ""
  7 |       - { name: a, workers: 1, work: SpinWait, cpuset: "" }
    |                                                        ^~`,
  },
  {
    what: "two cgroups of one name",
    text: `${GOOD}      - { name: cg_0, workers: 1, work: SpinWait }\n`,
    message: `my.yaml:8:17: error: Two cgroups of a step are called "cg_0"
  8 |       - { name: cg_0, workers: 1, work: SpinWait }
    |                 ^~~~`,
  },
  {
    what: "a name that is a path",
    text: withCgroup("{ name: ../a, workers: 1, work: SpinWait }"),
    message:
      `my.yaml:7:17: error: "name" must be 1 to 64 letters, digits, "_" or "-", beginning with a letter or a digit: found the text "../a"
  7 |       - { name: ../a, workers: 1, work: SpinWait }
    |                 ^~~~`,
  },
  {
    what: "a share without a percent sign",
    text: `${GOOD}    hold: 0.5\n`,
    message: `my.yaml:8:11: error: A share needs a percent sign: write "50%", not "0.5"
  8 |     hold: 0.5
    |           ^~~`,
  },
  {
    what: "a share of nothing",
    text: `${GOOD}    hold: 0%\n`,
    message:
      `my.yaml:8:11: error: "hold" must be a share above 0% and up to "100%": found the text "0%"
  8 |     hold: 0%
    |           ^~`,
  },
  {
    what: "steps that take more time than there is",
    text: `${GOOD}    hold: 60%
  - { cgroups: [{ name: cg_0, workers: 1, work: SpinWait }], hold: 50% }
`,
    message: `my.yaml:9:68: error: The steps up to this one hold 110% of the duration: at most 100%
  9 |   - { cgroups: [{ name: cg_0, workers: 1, work: SpinWait }], hold: 50% }
    |                                                                    ^~~`,
  },
  {
    what: "several steps of which one does not say how long it holds",
    text: `${GOOD}    hold: 60%
  - { cgroups: [{ name: cg_0, workers: 1, work: SpinWait }] }
`,
    message: `my.yaml:9:7: error: Missing key "hold" in a step
  9 |   - { cgroups: [{ name: cg_0, workers: 1, work: SpinWait }] }
    |       ^~~~~~~
    Write for example: hold: 50%`,
  },
  {
    what: "a yes that is text",
    text: `${GOOD}checks: { isolation: yes }\n`,
    message: `my.yaml:8:22: error: "isolation" must be true or false: found the text "yes"
  8 | checks: { isolation: yes }
    |                      ^~~`,
  },
  {
    what: "a limit out of its range",
    text: `${GOOD}checks: { max_spread_pct: 101 }\n`,
    message:
      `my.yaml:8:27: error: "max_spread_pct" must be a number from 0 to 100 (percentage points), or false to turn the check off: found 101
  8 | checks: { max_spread_pct: 101 }
    |                           ^~~`,
  },
  {
    what: "a key without a value",
    text: `${GOOD}checks:\n`,
    message: `my.yaml:8:1: error: "checks" must be a mapping of checks: found nothing
  8 | checks:
    | ^~~~~~`,
  },
  {
    what: "broken YAML, of which only the first mistake is shown",
    text: GOOD.replace("[basic]", "[basic"),
    message: `my.yaml:4:1: error: A closing ] is missing before this
  4 | duration: 5s
    | ^`,
  },
  {
    what: "a quote that is not closed, marked where it begins",
    text: GOOD.replace("What it is.", '"What it is.'),
    message: `my.yaml:2:14: error: The text that begins here has no closing quote
  2 | description: "What it is.
    |              ^`,
  },
  {
    what: "a tab for indentation",
    text: GOOD.replace("  - cgroups", "\t- cgroups"),
    message: `my.yaml:6:1: error: A tab cannot indent a line
  6 |     - cgroups:
    | ^~~~
    Write spaces.`,
  },
  {
    what: "two documents",
    text: `${GOOD}---\nname: other\n`,
    message: `my.yaml:8:1: error: A second document begins here: a file holds one scenario
  8 | ---
    | ^~~
    Move it to a file of its own.`,
  },
  {
    what: "a tag",
    text: GOOD.replace("5s", "!seconds 5s"),
    message: `my.yaml:4:11: error: Tags have no meaning in a scenario
  4 | duration: !seconds 5s
    |           ^~~~~~~~
    Leave the tag out.`,
  },
  {
    what: "an alias of nothing",
    text: withCgroup("{ name: a, workers: 1, work: *spin }"),
    message: `my.yaml:7:38: error: Nothing before this is called "&spin"
  7 |       - { name: a, workers: 1, work: *spin }
    |                                      ^~~~~`,
  },
  {
    what: "an alias of what it stands in",
    text: withCgroup("{ name: a, workers: 1, work: &w [*w] }"),
    message: `my.yaml:7:42: error: "*w" stands inside what it repeats
  7 |       - { name: a, workers: 1, work: &w [*w] }
    |                                          ^~`,
  },
  {
    what: "a key that is a list",
    text: `${GOOD}? [a]\n: 1\n`,
    message: `my.yaml:8:3: error: A key must be a word, not a list, a mapping or an alias
  8 | ? [a]
    |   ^`,
  },
  {
    what: "an empty file",
    text: "# only a comment\n",
    message: `my.yaml:1:1: error: The file is empty
  1 | # only a comment
    | ^
    A scenario has a name, a duration and steps: see scenarios/steady.yaml.`,
  },
  {
    what: "a list for a scenario",
    text: "- name: a\n",
    message:
      `my.yaml:1:1: error: A scenario must be a mapping with name, duration and steps: found a list
  1 | - name: a
    | ^~~~~~~~~`,
  },
  {
    what: "terminal commands hidden in the file",
    text: GOOD.replace("5s", "5\u001b[2J"),
    message:
      `my.yaml:4:11: error: Cannot read the duration "5\ufffd[2J": write for example "5s", "100ms" or "1m30s"
  4 | duration: 5\ufffd[2J
    |           ^~~~~`,
  },
];

for (const { what, text, message } of MISTAKES) {
  Deno.test(`parseScenario() explains ${what}`, () => {
    assertEquals(assertThrows(() => parse(text), ScenarioFileError).message, message);
  });
}

Deno.test("parseScenario() shows every mistake of a file, in the order of the file", () => {
  const error = assertThrows(
    () =>
      parse(`name: a b
duration: 5
duration: 6s
steps:
  - cgroups:
      - { name: a, worker: 1, work: SpinWiat }
      - { name: b, workers: 0, work: { type: PingPong, pause: 0s } }
      - 3
checks: { max_spread: 5, isolation: maybe }
`),
    ScenarioFileError,
  );
  const places = error.message.split("\n").flatMap((line) => line.match(/^my.yaml:\d+:\d+/) ?? []);
  assertEquals(places, [
    "my.yaml:1:7",
    "my.yaml:3:1",
    "my.yaml:6:20",
    "my.yaml:6:37",
    "my.yaml:7:29",
    "my.yaml:7:63",
    "my.yaml:8:9",
    "my.yaml:9:11",
    "my.yaml:9:37",
  ]);
});

Deno.test("parseScenario() shows the first twenty of very many mistakes", () => {
  const keys = Array.from({ length: 30 }, (_, i) => `zzz${i}: 1\n`).join("");
  const { message } = assertThrows(() => parse(GOOD + keys), ScenarioFileError);
  assertEquals(message.match(/ error: /g)?.length, 20);
  assertEquals(message.endsWith("\n\nmy.yaml: 10 more errors are not shown"), true);
});
