import { assert, assertEquals, assertThrows } from "@std/assert";
import { createReporter, formatRunEvent, parseRunEvent } from "../../../lib/report/mod.ts";
import type { RunEvent } from "../../../lib/scenario/mod.ts";
import { scenario, scenarioResult } from "../fixtures.ts";
import { memoryTerminal } from "./memory_terminal.ts";

const EVENTS: RunEvent[] = [
  { type: "start", scenario: scenario(), seed: 42 },
  { type: "phase", phase: "hold", workers: 4 },
  { type: "note", text: "two\nlines" },
  {
    type: "progress",
    progress: {
      elapsedNs: 1,
      durationNs: Infinity,
      cgroups: [{ name: "cg", workers: 1, iterationsPerSec: NaN, cpus: [0] }],
    },
  },
  { type: "end", result: scenarioResult() },
];

Deno.test("parseRunEvent reads every event that formatRunEvent writes, without loss", () => {
  for (const event of EVENTS) {
    const line = formatRunEvent(event);
    assert(!line.includes("\n"), "an event is one line");
    assertEquals(parseRunEvent(line), event);
  }
});

Deno.test("parseRunEvent refuses what is no event", () => {
  for (
    const line of ["", "{", "null", "1", '"end"', "{}", '{"type":"other"}', '{"type":"toString"}']
  ) {
    assertThrows(() => parseRunEvent(line), SyntaxError, undefined, line);
  }
});

Deno.test("the reporter events writes a line for each event, and nothing else is shown", () => {
  const { terminal, stdout, stderr } = memoryTerminal();
  const reporter = createReporter(["events"], terminal);
  for (const event of EVENTS) reporter.event(event);
  reporter.saved("/r/result.json");
  reporter.close();
  assertEquals(stdout.text, EVENTS.map((event) => `${formatRunEvent(event)}\n`).join(""));
  assertEquals(stderr.text, "");
});
