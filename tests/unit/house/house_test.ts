import { assertEquals, assertStringIncludes } from "@std/assert";
import { join, relative } from "@std/path";
import { houseViolations } from "./house_rules.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..", "..");

function readTree(directory: string, files = new Map<string, string>()): Map<string, string> {
  for (const entry of Deno.readDirSync(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory) readTree(path, files);
    else if (path.endsWith(".ts")) files.set(relative(ROOT, path), Deno.readTextFileSync(path));
  }
  return files;
}

Deno.test("the house keeps its rules", () => {
  const files = readTree(join(ROOT, "lib"));
  assertEquals(files.size > 50, true, "the tree was not read");
  assertEquals(houseViolations(files), []);
});

/** A house in order, with one file changed. */
function planted(file: string, text: string): string {
  const files = new Map([
    ["lib/cli/run.ts", 'import { runScenario } from "../scenario/mod.ts";'],
    ["lib/scenario/mod.ts", 'export * from "./run.ts";'],
    ["lib/scenario/run.ts", 'import { spawn } from "../workload/mod.ts";'],
    ["lib/workload/mod.ts", 'import { kill } from "../native/mod.ts";'],
    ["lib/report/mod.ts", 'import type { Result } from "../scenario/mod.ts";'],
    ["lib/native/mod.ts", "export const library = Deno.dlopen(path, symbols);"],
  ]);
  assertEquals(houseViolations(files), [], "the house was not in order to begin with");
  files.set(file, text);
  return houseViolations(files).join("\n");
}

Deno.test("a door is not walked around", () => {
  assertStringIncludes(
    planted("lib/cli/run.ts", 'import { x } from "../workload/handle.ts";'),
    "the door is lib/workload/mod.ts",
  );
});

Deno.test("an arrow does not point upwards", () => {
  assertStringIncludes(
    planted("lib/native/mod.ts", 'export { x } from "../workload/mod.ts";'),
    '"native" imports "workload", which is above it',
  );
});

Deno.test("rooms of one level do not import each other in a circle", () => {
  assertStringIncludes(
    planted("lib/scenario/run.ts", 'import { render } from "../report/mod.ts";'),
    "lib/report: is part of a circle of imports",
  );
});

Deno.test("a dynamic import is an import", () => {
  assertStringIncludes(
    planted("lib/workload/mod.ts", 'const cli = await import("../cli/mod.ts");'),
    '"workload" imports "cli", which is above it',
  );
});

Deno.test("the ready marker imports nothing", () => {
  assertStringIncludes(
    planted("lib/ready/worker_ready.ts", 'import { join } from "@std/path";'),
    "it may import nothing",
  );
});

Deno.test("an unknown room is not built in passing", () => {
  assertStringIncludes(planted("lib/utils/mod.ts", ""), '"utils" is not a room of the house');
});

Deno.test("reserved words stay in their rooms", () => {
  assertStringIncludes(planted("lib/cli/run.ts", "Deno.dlopen(path, {});"), "lib/native");
  assertStringIncludes(planted("lib/cli/run.ts", "console.log(1);"), "lib/report");
  assertStringIncludes(planted("lib/cli/run.ts", "writeKernelFile(a, b);"), "lib/cgroup");
});

Deno.test("a comment may say anything", () => {
  assertEquals(planted("lib/cli/run.ts", "// console.log and Deno.dlopen\n/* Deno.dlopen */"), "");
});
