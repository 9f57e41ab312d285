import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { UsageError } from "../../../lib/errors/mod.ts";
import { findModuleFiles } from "../../../lib/vm/testing/module_files.ts";

/** Makes a project in a directory of its own for as long as it is used. */
async function withProject(
  files: Record<string, string>,
  use: (root: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(join(root, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(root, name), text);
    }
    await use(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const PROJECT = {
  "deno.json": "{}",
  "deno.lock": '{ "version": "5" }',
  "notes.txt": "of no use",
  "tests/a_test.ts":
    'import "../lib/b.ts";\nimport data from "./data.json" with { type: "json" };\n',
  "tests/data.json": "{}",
  "tests/other_test.ts": "",
  "lib/b.ts": "export {};\n",
};

Deno.test("findModuleFiles() finds what a test imports and what Deno reads for it", async () => {
  await withProject(PROJECT, async (root) => {
    const { files, lock, root: found } = await findModuleFiles(join(root, "tests/a_test.ts"));
    assertEquals(
      files.map((file) => file.slice(root.length + 1)).sort(),
      ["deno.json", "deno.lock", "lib/b.ts", "tests/a_test.ts", "tests/data.json"],
    );
    assertEquals([lock, found], [join(root, "deno.lock"), root]);
  });
});

Deno.test("findModuleFiles() takes the nearest configuration and keeps those above it", async () => {
  await withProject({ ...PROJECT, "tests/deno.json": "{}" }, async (root) => {
    const { files, root: found } = await findModuleFiles(join(root, "tests/other_test.ts"));
    assertEquals(found, join(root, "tests"));
    assertEquals(files.includes(join(root, "deno.json")), true);
  });
});

Deno.test("findModuleFiles() says that a project has no lock", async () => {
  const { "deno.lock": _, ...without } = PROJECT;
  await withProject(without, async (root) => {
    const error = await assertRejects(
      () => findModuleFiles(join(root, "tests/other_test.ts")),
      UsageError,
      "has no deno.lock",
    );
    assertEquals(error.message.includes("tests/other_test.ts"), true);
  });
});

Deno.test("findModuleFiles() repeats what Deno says of a project that it cannot read", async () => {
  await withProject({ ...PROJECT, "deno.json": "{" }, async (root) => {
    await assertRejects(
      () => findModuleFiles(join(root, "tests/a_test.ts")),
      UsageError,
      "deno.json",
    );
  });
});
