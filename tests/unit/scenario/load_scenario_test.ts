import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ScenarioFileError, UnavailableError, UsageError } from "../../../lib/errors/mod.ts";
import { loadScenario } from "../../../lib/scenario/mod.ts";
import { GOOD, WORK_TYPES } from "./fixture.ts";

const OPTIONS = { workTypes: WORK_TYPES };

/** Runs a test with a directory that is gone afterwards. */
function inDirectory(test: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    test(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("loadScenario() reads a file and keeps its path as the user gave it", () => {
  inDirectory((directory) => {
    const path = `${directory}/./mine.yaml`;
    Deno.writeTextFileSync(path, GOOD);
    const scenario = loadScenario(path, OPTIONS);
    assertEquals([scenario.name, scenario.file], ["mine", path]);
  });
});

Deno.test("loadScenario() suggests the nearest file where there is none", () => {
  inDirectory((directory) => {
    Deno.writeTextFileSync(`${directory}/steady.yaml`, GOOD);
    const error = assertThrows(() => loadScenario(`${directory}/stedy.yaml`, OPTIONS), UsageError);
    assertEquals(
      error.message,
      `There is no scenario file "${directory}/stedy.yaml". ` +
        `Did you mean "${directory}/steady.yaml"?`,
    );
    const other = assertThrows(() => loadScenario(`${directory}/other.yaml`, OPTIONS), UsageError);
    assertMatch(other.message, /To see the scenarios there are: "ktstr list"$/);
    assertThrows(() => loadScenario(`${directory}/none/other.yaml`, OPTIONS), UsageError);
  });
});

Deno.test("loadScenario() refuses a directory", () => {
  inDirectory((directory) => {
    const error = assertThrows(() => loadScenario(directory, OPTIONS), UsageError);
    assertEquals(error.message, `"${directory}" is a directory: name a scenario file in it`);
  });
});

Deno.test("loadScenario() refuses what is no text", () => {
  inDirectory((directory) => {
    const path = `${directory}/x.yaml`;
    Deno.writeFileSync(path, new Uint8Array([0x6e, 0xff, 0xfe]));
    const error = assertThrows(() => loadScenario(path, OPTIONS), ScenarioFileError);
    assertEquals(error.message, `${path}: error: Not a text file in UTF-8`);
  });
});

Deno.test("loadScenario() refuses a file without end", () => {
  const error = assertThrows(() => loadScenario("/dev/zero", OPTIONS), ScenarioFileError);
  assertEquals(error.message, "/dev/zero: error: Larger than 1MiB: this is no scenario file");
});

Deno.test("loadScenario() says that a file may not be read", () => {
  // Write-only, and not even root may read it.
  const path = "/sys/bus/cpu/drivers_probe";
  assertThrows(() => loadScenario(path, OPTIONS), UnavailableError, "may not be read");
});
