import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UnavailableError, UsageError } from "../../../lib/errors/mod.ts";
import {
  createReporter,
  parseReporterOption,
  renderJson,
  renderPretty,
} from "../../../lib/report/mod.ts";
import type { RunEvent } from "../../../lib/scenario/mod.ts";
import { scenario, scenarioResult } from "../fixtures.ts";
import { memoryTerminal } from "./memory_terminal.ts";

const result = scenarioResult();
const RUN: RunEvent[] = [
  { type: "start", scenario: scenario(), seed: 42 },
  { type: "note", text: "cpusets use the v1 controller" },
  { type: "end", result },
];

function withFile(body: (path: string) => void): void {
  const path = Deno.makeTempFileSync({ prefix: "ktstr-test-" });
  try {
    body(path);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("parseReporterOption() takes a name alone, a file, and - for standard output", () => {
  const parts = (value: string) => {
    const { format, file } = parseReporterOption(value);
    return [format.name, file];
  };
  assertEquals(parts("pretty"), ["pretty", "-"]);
  assertEquals(parts("json=-"), ["json", "-"]);
  assertEquals(parts("json=a=b.json"), ["json", "a=b.json"]);
});

Deno.test("parseReporterOption() refuses what it does not know, and suggests the nearest", () => {
  const message = (value: string) =>
    assertThrows(() => parseReporterOption(value), UsageError).message;
  assertEquals(
    message("jsno=x"),
    'Unknown reporter "jsno": there are pretty, json, events; did you mean "json"?',
  );
  assertEquals(message("teamcity"), 'Unknown reporter "teamcity": there are pretty, json, events');
  assertEquals(
    message("json="),
    'The reporter "json=" names no file: write json=FILE, or json for standard output',
  );
});

Deno.test("createReporter() reports pretty on standard output when nothing else is asked for", () => {
  const { terminal, stdout, stderr } = memoryTerminal();
  const reporter = createReporter([], terminal);
  for (const event of RUN) reporter.event(event);
  reporter.saved("/runs/1/result.json");
  reporter.close();
  const notes = ["cpusets use the v1 controller"];
  const report = renderPretty(result, { colour: false, width: 100, notes });
  assertEquals(stdout.text, `${report}\n  saved: /runs/1/result.json\n`);
  assertStringIncludes(stderr.text, "steady: note: cpusets use the v1 controller\n");
});

Deno.test("createReporter() does not repeat notes that the reader has just seen", () => {
  const { terminal, stdout, stderr } = memoryTerminal({ out: true, err: true, noColour: true });
  const reporter = createReporter([], terminal);
  for (const event of RUN) reporter.event(event);
  assertEquals(stdout.text, renderPretty(result, { colour: false, width: 80 }));
  assertStringIncludes(stderr.text, "steady: note: cpusets use the v1 controller\n");
});

Deno.test("createReporter() keeps standard output pure JSON for json", () => {
  const { terminal, stdout } = memoryTerminal();
  const reporter = createReporter(["json"], terminal);
  for (const event of [...RUN, ...RUN]) reporter.event(event);
  reporter.saved("/runs/1/result.json");
  reporter.close();
  assertEquals(stdout.text, renderJson(result).repeat(2));
});

Deno.test("createReporter() writes several reports at once", () => {
  withFile((path) => {
    const { terminal, stdout } = memoryTerminal();
    const reporter = createReporter(["pretty", `json=${path}`], terminal);
    for (const event of RUN) reporter.event(event);
    assertEquals(Deno.readTextFileSync(path), renderJson(result));
    reporter.close();
    assertStringIncludes(stdout.text, "PASS steady");
  });
});

Deno.test("createReporter() writes a pretty file without colours", () => {
  withFile((path) => {
    const { terminal, stdout } = memoryTerminal({ out: true, err: true });
    const reporter = createReporter([`pretty=${path}`], terminal);
    for (const event of RUN) reporter.event(event);
    reporter.close();
    const notes = ["cpusets use the v1 controller"];
    assertEquals(
      Deno.readTextFileSync(path),
      renderPretty(result, { colour: false, width: 100, notes }),
    );
    assertEquals(stdout.text, "");
  });
});

Deno.test("createReporter() sums up several runs", () => {
  const { terminal, stdout } = memoryTerminal();
  const reporter = createReporter(["pretty"], terminal);
  for (const event of RUN) reporter.event(event);
  const failed = scenarioResult({ scenario: "bursty", verdict: "fail" });
  reporter.event({ type: "end", result: failed });
  reporter.close();
  assertStringIncludes(stdout.text, "\n\nFAIL bursty");
  assertEquals(stdout.text.split("\n").slice(-5), [
    "",
    "2 runs",
    "  1 fail: bursty",
    "  1 pass",
    "",
  ]);
});

Deno.test("createReporter() refuses two reports in one place", () => {
  const message = (values: string[]) =>
    assertThrows(() => createReporter(values, memoryTerminal().terminal), UsageError).message;
  assertEquals(
    message(["pretty", "json"]),
    "Two reporters write to standard output: pretty and json. Give one a file of its own, " +
      "for example --reporter json=FILE",
  );
  assertStringIncludes(message(["json=a", "pretty=a"]), "the file a: json and pretty");
});

Deno.test("createReporter() says before the run that a file cannot be opened, and closes the rest", () => {
  withFile((path) => {
    const error = assertThrows(
      () => createReporter([`json=${path}`, `pretty=${path}/x`], memoryTerminal().terminal),
      UnavailableError,
    );
    assertStringIncludes(error.message, `Cannot write a report to ${path}/x: `);
    assertStringIncludes(error.message, "--reporter NAME=FILE");
  });
});

Deno.test("createReporter() lets a run go on when a report cannot be written, and says so at the end", () => {
  const { terminal, stdout } = memoryTerminal();
  const reporter = createReporter(["json=/dev/full", "pretty"], terminal);
  for (const event of [...RUN, ...RUN]) reporter.event(event);
  assertThrows(() => reporter.close(), UnavailableError, "Cannot write a report to /dev/full: ");
  assertStringIncludes(stdout.text, "2 runs");
});
