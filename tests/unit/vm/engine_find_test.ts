import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { defaultCacheDir } from "../../../lib/vm/engine/cache_dir.ts";
import { findQemu } from "../../../lib/vm/engine/find_qemu.ts";

/** Runs a test with a directory that holds a program called like QEMU. */
async function withProgram(script: string, body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "ktstr-test-" });
  try {
    const path = `${dir}/qemu-system-x86_64`;
    await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`);
    await Deno.chmod(path, 0o755);
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("findQemu() takes the first program on the path and reads its version", () =>
  withProgram("echo 'QEMU emulator version 9.1.3 (x)'", async (dir) => {
    const version = { major: 9, minor: 1, patch: 3 };
    const path = `${dir}/qemu-system-x86_64`;
    assertEquals(await findQemu({ searchPath: `relative:/nowhere:${dir}` }), { path, version });
    assertEquals(await findQemu({ path }), { path, version });
  }));

Deno.test("findQemu() says what to install when there is none", async () => {
  const error = await assertRejects(() => findQemu({ searchPath: "/nowhere" }), UnavailableError);
  assertStringIncludes(error.message, "qemu-system-x86_64 is not on PATH");
  assertStringIncludes(error.message, "qemu-system-x86 (Debian, Ubuntu)");
  assertStringIncludes(error.message, "qemu-system-x86-core (Fedora)");
  assertStringIncludes(error.message, "qemu-system-x86 (Arch)");
});

Deno.test("findQemu() does not take a file that cannot be run", () =>
  withProgram("true", async (dir) => {
    await Deno.chmod(`${dir}/qemu-system-x86_64`, 0o644);
    const error = await assertRejects(() => findQemu({ searchPath: dir }), UnavailableError);
    assertStringIncludes(error.message, "is not on PATH");
  }));

Deno.test("findQemu() refuses a version that is too old", () =>
  withProgram("echo 'QEMU emulator version 6.2.0'", async (dir) => {
    const error = await assertRejects(() => findQemu({ searchPath: dir }), UnavailableError);
    assertStringIncludes(error.message, "is 6.2.0, a virtual machine needs 7.2.0 or later");
  }));

Deno.test("findQemu() tells how a program failed that is no QEMU", async () => {
  await withProgram("echo broken >&2; exit 3", async (dir) => {
    const error = await assertRejects(() => findQemu({ searchPath: dir }), UnavailableError);
    assertStringIncludes(error.message, "ended with status 3: broken");
  });
  await withProgram("echo hello", async (dir) => {
    const error = await assertRejects(() => findQemu({ searchPath: dir }), UnavailableError);
    assertStringIncludes(error.message, 'printed "hello"');
  });
  const error = await assertRejects(() => findQemu({ path: "/nowhere/qemu" }), UnavailableError);
  assertStringIncludes(error.message, "/nowhere/qemu");
});

Deno.test("defaultCacheDir() follows the base directory specification", () => {
  const dir = (variables: Record<string, string>) => defaultCacheDir((name) => variables[name]);
  assertEquals(dir({ XDG_CACHE_HOME: "/c", HOME: "/h" }), "/c/ktstr");
  assertEquals(dir({ XDG_CACHE_HOME: "relative", HOME: "/h" }), "/h/.cache/ktstr");
  assertEquals(dir({ HOME: "/h" }), "/h/.cache/ktstr");
  assertThrows(() => dir({}), UnavailableError, "neither XDG_CACHE_HOME nor HOME");
});
