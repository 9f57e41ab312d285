import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { output, ROOT } from "./child.ts";

const PERMISSIONS = ["--no-prompt", "--allow-read", "--allow-run", "--allow-env=CC,PATH"];

interface BuildResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs tools/build.ts of a copy of the project's C part, with some environment. */
async function build(
  folder: string,
  env: Record<string, string>,
  ...targets: string[]
): Promise<BuildResult> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...PERMISSIONS, "--config", `${ROOT}/deno.json`, "tools/build.ts", ...targets],
    cwd: folder,
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Gives the test a copy of what the build reads, in which it can break things. */
async function withCopy(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ktstr-build-" });
  try {
    await Deno.mkdir(`${folder}/lib`);
    await output("cp", "-r", `${ROOT}/Makefile`, `${ROOT}/native`, `${ROOT}/tools`, folder);
    await output("cp", "-r", `${ROOT}/lib/errors`, `${folder}/lib`);
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const LIBRARY = "build/libktstr.so";

Deno.test("the build makes the library, and then only what is stale", async () => {
  await withCopy(async (folder) => {
    assertEquals(await build(folder, {}, LIBRARY), {
      code: 0,
      stdout: `  link  ${LIBRARY}\n`,
      stderr: "",
    });
    assertEquals(await build(folder, {}, LIBRARY), { code: 0, stdout: "", stderr: "" });
    await Deno.writeTextFile(`${folder}/native/result.h`, "\n", { append: true });
    assertEquals((await build(folder, {}, LIBRARY)).stdout, `  link  ${LIBRARY}\n`);
    await Deno.remove(`${folder}/native/signal.c`);
    assertEquals((await build(folder, {}, LIBRARY)).stdout, `  link  ${LIBRARY}\n`);
    assertEquals((await build(folder, { CFLAGS: "-DX" }, LIBRARY)).stdout, `  link  ${LIBRARY}\n`);
  });
});

Deno.test("the build replaces a library without touching the file that is in use", async () => {
  await withCopy(async (folder) => {
    await build(folder, {}, LIBRARY);
    using old = await Deno.open(`${folder}/${LIBRARY}`);
    const before = await old.stat();
    await Deno.writeTextFile(`${folder}/native/clock.c`, "/* changed */\n", { append: true });
    await build(folder, {}, LIBRARY);
    const after = await Deno.stat(`${folder}/${LIBRARY}`);
    assertEquals(after.ino === before.ino, false);
    assertEquals((await old.stat()).mtime, before.mtime);
    assertEquals(await output("ls", `${folder}/build`), "libktstr.so\nobj");
  });
});

Deno.test("the build names what is missing and the packages that bring it", async () => {
  await withCopy(async (folder) => {
    await Deno.mkdir(`${folder}/bin`);
    const nothing = await build(folder, { PATH: `${folder}/bin` });
    assertEquals([nothing.code, nothing.stdout], [69, ""]);
    assertStringIncludes(
      nothing.stderr,
      "Cannot build ktstr: a C compiler (cc, gcc, clang) and make (make) not found in PATH.",
    );
    assertMatch(nothing.stderr, /Debian, Ubuntu {2}apt install gcc libc6-dev make\n/);
    assertMatch(nothing.stderr, /Fedora {10}dnf install gcc glibc-devel make\n/);
    assertMatch(nothing.stderr, /Arch {12}pacman -S gcc make\n/);

    await Deno.symlink("/bin/true", `${folder}/bin/make`);
    const noCompiler = await build(folder, { PATH: `${folder}/bin` });
    assertEquals(noCompiler.code, 69);
    assertStringIncludes(noCompiler.stderr, "a C compiler (cc, gcc, clang) not found");

    // A file that cannot be executed, a folder and a dangling link are no compilers.
    await Deno.writeTextFile(`${folder}/bin/cc`, "", { mode: 0o644 });
    await Deno.mkdir(`${folder}/bin/gcc`);
    await Deno.symlink(`${folder}/bin/none`, `${folder}/bin/clang`);
    assertEquals((await build(folder, { PATH: `${folder}/bin` })).code, 69);
  });
});

Deno.test("the build takes CC at its word", async () => {
  await withCopy(async (folder) => {
    const wrong = await build(folder, { CC: "no-such-cc -O2" });
    assertEquals(wrong.code, 69);
    assertStringIncludes(wrong.stderr, "a C compiler (no-such-cc -O2) not found");
    const cc = await output("sh", "-c", "command -v cc");
    assertEquals((await build(folder, { CC: `${cc} -DX` }, LIBRARY)).code, 0);
    assertStringIncludes(await Deno.readTextFile(`${folder}/build/obj/flags`), `${cc} -DX `);
  });
});

Deno.test("the build works beside an LD_LIBRARY_PATH", async () => {
  await withCopy(async (folder) => {
    assertEquals((await build(folder, { LD_LIBRARY_PATH: "/opt/lib" }, LIBRARY)).code, 0);
  });
});

Deno.test("the build shows the compiler's own message and keeps the old library", async () => {
  await withCopy(async (folder) => {
    await build(folder, {}, LIBRARY);
    const before = await Deno.stat(`${folder}/${LIBRARY}`);
    await Deno.writeTextFile(`${folder}/native/clock.c`, "int broken(;\n", { append: true });
    const { code, stderr } = await build(folder, {}, LIBRARY);
    assertEquals(code, 70);
    assertMatch(stderr, /native\/clock\.c:\d+:\d+: error: /);
    assertStringIncludes(stderr, "Cannot build ktstr: make failed, its messages are above.");
    assertEquals((await Deno.stat(`${folder}/${LIBRARY}`)).ino, before.ino);
  });
});
