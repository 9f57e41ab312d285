import { assertEquals, assertThrows } from "@std/assert";
import { compilePermissions } from "../../../tools/artifact/compile_flags.ts";
import { startTasks } from "../../../tools/artifact/project_config.ts";
import { runtimeConfig } from "../../../tools/artifact/runtime_config.ts";

function config(commands: Record<string, string>) {
  const tasks = Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, { command }]),
  );
  return { version: "1.0.0", imports: {}, tasks };
}

const PROJECT = config({
  build: "deno run --allow-run tools/build.ts",
  ktstr: "deno run --quiet --allow-read --allow-run=build/worker,b --allow-env=A main.ts",
  kernel: "deno run --allow-env=B,A --allow-ffi=build/l.so main.ts kernel",
});

Deno.test("startTasks() finds how ktstr is started, the general way last", () => {
  const tasks = startTasks(PROJECT);
  assertEquals(tasks.map(({ words }) => words), [["kernel"], []]);
  assertEquals(tasks[0]?.flags, [
    { name: "--allow-env", values: ["B", "A"] },
    { name: "--allow-ffi", values: ["build/l.so"] },
  ]);
});

Deno.test("startTasks() refuses a project without a general way", () => {
  assertThrows(() => startTasks(config({ ktstr: "make run" })), Error, '"ktstr"');
});

Deno.test("compilePermissions() unites the tasks and lifts the limits of built files", () => {
  assertEquals(compilePermissions(startTasks(PROJECT)), [
    "--allow-env=A,B",
    "--allow-ffi",
    "--allow-read",
    "--allow-run",
  ]);
});

const DENO_JSON = JSON.stringify({
  version: "1.0.0",
  imports: {
    kept: "npm:kept@^1.0.0",
    "@s/sub": "npm:@s/sub@2",
    tested: "npm:tested@3",
    j: "jsr:j",
  },
  tasks: { test: "deno test" },
});

const DENO_LOCK = JSON.stringify({
  version: "5",
  specifiers: { "npm:kept@^1.0.0": "1.2.3", "npm:@s/sub@2": "2.0.0", "npm:tested@3": "3.0.0" },
  npm: {
    "kept@1.2.3": { dependencies: ["deep", "two@2.0.0"] },
    "@s/sub@2.0.0": {},
    "deep@1.0.0": { dependencies: ["kept"] },
    "two@1.0.0": {},
    "two@2.0.0": {},
    "tested@3.0.0": { dependencies: ["two@1.0.0"] },
  },
  workspace: { dependencies: ["npm:kept@^1.0.0", "npm:tested@3", "jsr:j"], links: { l: {} } },
});

Deno.test("runtimeConfig() leaves out the packages that no module imports", () => {
  const { config, lock } = runtimeConfig(DENO_JSON, DENO_LOCK, [
    'import k from "kept";',
    'import x from "@s/sub/x";',
  ]);
  assertEquals(JSON.parse(config), {
    version: "1.0.0",
    imports: { kept: "npm:kept@^1.0.0", "@s/sub": "npm:@s/sub@2", j: "jsr:j" },
  });
  const { specifiers, npm, workspace } = JSON.parse(lock);
  assertEquals(Object.keys(specifiers), ["npm:kept@^1.0.0", "npm:@s/sub@2"]);
  assertEquals(Object.keys(npm), ["kept@1.2.3", "@s/sub@2.0.0", "deep@1.0.0", "two@2.0.0"]);
  assertEquals(workspace, { dependencies: ["npm:kept@^1.0.0", "jsr:j"], links: { l: {} } });
});

Deno.test("runtimeConfig() refuses a lock file that lacks a package", () => {
  const lock = JSON.stringify({ specifiers: { "npm:kept@^1.0.0": "1.2.3" }, npm: {} });
  assertThrows(() => runtimeConfig(DENO_JSON, lock, ['"kept"']), Error, "kept@1.2.3");
});
