import { assertEquals, assertRejects } from "@std/assert";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { addNpmPackages, GUEST_DENO_DIR, lockedPackages } from "../../../lib/vm/image/deno_dir.ts";
import { ImageTree } from "../../../lib/vm/image/image_tree.ts";

const LOCK = JSON.stringify({
  version: "5",
  npm: {
    "yaml@2.9.1": { integrity: "sha512-x" },
    "@scope/tool@1.0.0-beta.2_yaml@2.9.1": { integrity: "sha512-y" },
  },
});

Deno.test("lockedPackages reads plain names, scopes and peers", () => {
  assertEquals(lockedPackages(LOCK), [
    { name: "yaml", version: "2.9.1" },
    { name: "@scope/tool", version: "1.0.0-beta.2" },
  ]);
  assertEquals(lockedPackages('{"version":"5"}'), []);
});

/** Makes a cache of Deno with the packages of {@linkcode LOCK}. */
async function makeDenoDir(dir: string): Promise<void> {
  for (const name of ["yaml/2.9.1", "@scope/tool/1.0.0-beta.2"]) {
    const path = `${dir}/npm/registry.example/${name}`;
    await Deno.mkdir(`${path}/dist`, { recursive: true });
    for (const file of ["package.json", "README.md", "dist/index.js", "dist/index.d.ts"]) {
      await Deno.writeTextFile(`${path}/${file}`, "");
    }
  }
}

Deno.test("addNpmPackages adds what a program needs at run time", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await makeDenoDir(dir);
    await Deno.writeTextFile(`${dir}/deno.lock`, LOCK);
    const tree = new ImageTree();
    await addNpmPackages(tree, `${dir}/deno.lock`, dir);
    const files = tree.entries().filter(([, { kind }]) => kind === "file").map(([path]) => path);
    const base = `${GUEST_DENO_DIR}/npm/registry.example`;
    assertEquals(files, [
      `${base}/@scope/tool/1.0.0-beta.2/dist/index.js`,
      `${base}/@scope/tool/1.0.0-beta.2/package.json`,
      `${base}/yaml/2.9.1/dist/index.js`,
      `${base}/yaml/2.9.1/package.json`,
    ]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("addNpmPackages says what to run when a package was not downloaded", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/deno.lock`, LOCK);
    await assertRejects(
      () => addNpmPackages(new ImageTree(), `${dir}/deno.lock`, dir),
      UnavailableError,
      "yaml@2.9.1 of",
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
