import { assertEquals } from "@std/assert";
import { LiveDisplay } from "../../../lib/report/mod.ts";
import type { RunEvent } from "../../../lib/scenario/mod.ts";
import { scenario, scenarioResult } from "../fixtures.ts";
import { memoryTerminal } from "./memory_terminal.ts";

const SECOND_NS = 1_000_000_000;
const progressAt = (seconds: number): RunEvent => ({
  type: "progress",
  progress: {
    elapsedNs: seconds * SECOND_NS,
    durationNs: 5 * SECOND_NS,
    cgroups: [{ name: "cg_0", workers: 2, iterationsPerSec: 1000, cpus: [0, 1] }],
  },
});
const EVENTS: RunEvent[] = [
  { type: "start", scenario: scenario(), seed: 42 },
  { type: "phase", phase: "cgroups", workers: 0 },
  { type: "phase", phase: "spawn", workers: 4 },
  { type: "note", text: "cpusets use the v1 controller" },
  { type: "phase", phase: "hold", workers: 4 },
  progressAt(1),
  progressAt(2),
  progressAt(3),
  progressAt(4),
  { type: "phase", phase: "clean-up", workers: 0 },
  { type: "end", result: scenarioResult() },
];

Deno.test("LiveDisplay writes plain lines with the phases where no line can be rewritten", () => {
  const { terminal, stdout, stderr } = memoryTerminal();
  const display = new LiveDisplay(terminal);
  for (const event of EVENTS) display.event(event);
  display.close();
  assertEquals(stdout.text, "");
  assertEquals(stderr.text.split("\n"), [
    "steady: seed 42",
    "steady: cgroups",
    "steady: spawn, 4 workers",
    "steady: note: cpusets use the v1 controller",
    "steady: hold, 4 workers",
    "steady: 1.0s/5s  cg_0 1k it/s on CPUs 0-1",
    "steady: 3.0s/5s  cg_0 1k it/s on CPUs 0-1",
    "steady: clean-up",
    "",
  ]);
});

Deno.test("LiveDisplay shows progress again at once when a further step holds", () => {
  const { terminal, stderr } = memoryTerminal();
  const display = new LiveDisplay(terminal);
  display.event(progressAt(4));
  display.event({ type: "phase", phase: "hold", workers: 4 });
  stderr.take();
  display.event(progressAt(1));
  assertEquals(stderr.take(), ": 1.0s/5s  cg_0 1k it/s on CPUs 0-1\n");
});

Deno.test("LiveDisplay rewrites one line on a terminal and leaves nothing behind", () => {
  const { terminal, stderr } = memoryTerminal({ out: true, err: true });
  const display = new LiveDisplay(terminal);
  for (const event of EVENTS) display.event(event);
  const shown = stderr.take();
  assertEquals(shown.match(/\n/g)?.length, 1);
  assertEquals(
    // What a screen holds: the last rewriting of each line.
    shown.split("\n").map((line) => line.split("\r\x1b[K").at(-1)),
    ["steady: note: cpusets use the v1 controller", ""],
  );
  display.close();
  assertEquals(stderr.take(), "");
});

Deno.test("LiveDisplay erases its line when a run ends by an error", () => {
  const { terminal, stderr } = memoryTerminal({ err: true });
  const display = new LiveDisplay(terminal);
  display.event(progressAt(1));
  stderr.take();
  display.close();
  assertEquals(stderr.take(), "\r\x1b[K");
});
