import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { defaultRunDirectory, renderJson, saveResult } from "../../../lib/report/mod.ts";
import { scenarioResult } from "../fixtures.ts";

const now = new Date("2026-11-22T15:32:35.250Z");
const listNames = (dir: string) => [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();

function withDirectory(body: (dir: string) => void): void {
  const dir = Deno.makeTempDirSync({ prefix: "ktstr-test-" });
  try {
    body(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("saveResult() writes the result below a directory that names the run", () => {
  withDirectory((dir) => {
    const result = scenarioResult();
    const path = saveResult(result, { dir: `${dir}/new/runs`, now, pid: 77 });
    assertEquals(path, `${dir}/new/runs/20261122T153235.250Z-steady-77/result.json`);
    assertEquals(Deno.readTextFileSync(path), renderJson(result));
    assertEquals(listNames(`${dir}/new/runs/20261122T153235.250Z-steady-77`), ["result.json"]);
  });
});

Deno.test("saveResult() never overwrites: a namesake gets a number", () => {
  withDirectory((dir) => {
    const paths = [1, 2, 3].map(() => saveResult(scenarioResult(), { dir, now, pid: 77 }));
    assertEquals(new Set(paths).size, 3);
    assertEquals(listNames(dir), [
      "20261122T153235.250Z-steady-77",
      "20261122T153235.250Z-steady-77-2",
      "20261122T153235.250Z-steady-77-3",
    ]);
  });
});

Deno.test("saveResult() makes a file name of any scenario's name", () => {
  withDirectory((dir) => {
    const scenario = `../../etc/x y${"z".repeat(300)}`;
    const path = saveResult(scenarioResult({ scenario }), { dir, now, pid: 77 });
    assertMatch(
      path.slice(dir.length),
      /^\/20261122T153235\.250Z-\.\._\.\._etc_x_yz{87}-77\/result\.json$/,
    );
  });
});

Deno.test("saveResult() leaves nothing behind on a disk that fills up half-way", () => {
  withDirectory((dir) => {
    const error = assertThrows(
      () =>
        saveResult(scenarioResult(), {
          dir,
          now,
          pid: 77,
          write(file, bytes) {
            file.writeSync(bytes.subarray(0, 100));
            throw new Error("No space left on device (os error 28)");
          },
        }),
      UnavailableError,
    );
    assertEquals(
      error.message,
      `Cannot save the result of steady below ${dir}: No space left on device (os error 28). ` +
        "Make room or name another directory with --run-dir DIR, or run with --no-save",
    );
    assertEquals(listNames(dir), []);
  });
});

Deno.test("saveResult() says where it could not make its directory", () => {
  withDirectory((dir) => {
    Deno.writeTextFileSync(`${dir}/file`, "");
    const error = assertThrows(
      () => saveResult(scenarioResult(), { dir: `${dir}/file/runs`, now }),
      UnavailableError,
    );
    assertStringIncludes(error.message, `below ${dir}/file/runs: `);
    assertStringIncludes(error.message, "--no-save");
    assertEquals(listNames(dir), ["file"]);
  });
});

Deno.test("defaultRunDirectory() follows XDG_STATE_HOME, then HOME", () => {
  const among = (variables: Record<string, string>) => (name: string) => variables[name];
  const home = { HOME: "/home/me" };
  assertEquals(
    defaultRunDirectory(among({ ...home, XDG_STATE_HOME: "/state" })),
    "/state/ktstr/runs",
  );
  assertEquals(defaultRunDirectory(among(home)), "/home/me/.local/state/ktstr/runs");
  assertEquals(
    defaultRunDirectory(among({ ...home, XDG_STATE_HOME: "relative" })),
    "/home/me/.local/state/ktstr/runs",
  );
  assertThrows(() => defaultRunDirectory(among({})), UnavailableError, "--run-dir DIR");
});
