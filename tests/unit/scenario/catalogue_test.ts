import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ScenarioFileError, UsageError } from "../../../lib/errors/mod.ts";
import { findScenario, listScenarios } from "../../../lib/scenario/mod.ts";
import { GOOD, WORK_TYPES } from "./fixture.ts";

/** Runs a test with a directory of scenario files. */
function withFiles(files: Record<string, string>, test: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    for (const [name, text] of Object.entries(files)) {
      Deno.writeTextFileSync(`${directory}/${name}`, text);
    }
    test(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("listScenarios() lists files by name, and broken ones with what is wrong", () => {
  const files = {
    "z.yaml": GOOD.replace("mine", "alpha"),
    "broken.yml": GOOD.replace("workers", "worker"),
    "note.txt": "no scenario",
  };
  withFiles(files, (directory) => {
    assertEquals(listScenarios({ directory, workTypes: WORK_TYPES }), [
      {
        name: "alpha",
        file: `${directory}/z.yaml`,
        description: "What it is.",
        tags: ["basic"],
        problem: null,
      },
      {
        name: "broken",
        file: `${directory}/broken.yml`,
        description:
          `Broken: ${directory}/broken.yml:7:23: error: Unknown key "worker" in a cgroup`,
        tags: [],
        problem: `${directory}/broken.yml:7:23: error: Unknown key "worker" in a cgroup`,
      },
    ]);
  });
});

Deno.test("listScenarios() lists a file that is no text as broken", () => {
  withFiles({}, (directory) => {
    Deno.writeFileSync(`${directory}/x.yaml`, new Uint8Array([0xff]));
    const [entry] = listScenarios({ directory, workTypes: WORK_TYPES });
    assertEquals(entry?.problem, `${directory}/x.yaml: error: Not a text file in UTF-8`);
  });
});

Deno.test("listScenarios() knows the scenarios that come with ktstr, and none is broken", () => {
  const entries = listScenarios({ workTypes: WORK_TYPES });
  const steady = entries.find((entry) => entry.name === "steady");
  assertEquals(steady?.problem, null);
  assertMatch(steady?.file ?? "", /scenarios\/steady\.yaml$/);
});

Deno.test("findScenario() finds by name and by path", () => {
  withFiles({ "z.yaml": GOOD }, (directory) => {
    const options = { directory, workTypes: WORK_TYPES };
    assertEquals(findScenario("mine", options).file, `${directory}/z.yaml`);
    assertEquals(findScenario(`${directory}/z.yaml`, options).name, "mine");
  });
});

Deno.test("findScenario() suggests the nearest name", () => {
  withFiles({ "z.yaml": GOOD }, (directory) => {
    const options = { directory, workTypes: WORK_TYPES };
    assertEquals(
      assertThrows(() => findScenario("mien", options), UsageError).message,
      'Unknown scenario "mien". Did you mean "mine"?',
    );
    assertEquals(
      assertThrows(() => findScenario("else", options), UsageError).message,
      'Unknown scenario "else". To see the scenarios there are: "ktstr list"',
    );
    assertThrows(() => findScenario("", options), UsageError);
  });
});

Deno.test("findScenario() shows what is wrong with a broken file that is asked for", () => {
  withFiles({ "mine.yaml": GOOD.replace("5s", "5") }, (directory) => {
    const options = { directory, workTypes: WORK_TYPES };
    assertThrows(() => findScenario("mine", options), ScenarioFileError, "needs a unit");
  });
});

Deno.test("findScenario() does not choose between scenarios of one name", () => {
  withFiles({ "a.yaml": GOOD, "b.yaml": GOOD }, (directory) => {
    const options = { directory, workTypes: WORK_TYPES };
    const error = assertThrows(() => findScenario("mine", options), UsageError);
    assertEquals(
      error.message,
      `Several scenarios are called "mine": name one of ${directory}/a.yaml, ${directory}/b.yaml`,
    );
  });
});
