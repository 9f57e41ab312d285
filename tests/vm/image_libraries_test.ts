import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UnavailableError } from "../../lib/errors/mod.ts";
import { readElf } from "../../lib/vm/image/elf.ts";
import { LD_CACHE_PATH, parseLdCache } from "../../lib/vm/image/ld_cache.ts";
import { LibraryFinder } from "../../lib/vm/image/libraries.ts";

/** Runs a program; `null` when it is not there. */
async function run(program: string, ...args: string[]): Promise<string | null> {
  try {
    const { stdout } = await new Deno.Command(program, {
      args,
      env: { LC_ALL: "C" },
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const readelf = await run("readelf", "--version");
const compiler = await run("cc", "--version");
const ldconfig = await run("/sbin/ldconfig", "-p");

Deno.test({
  name: "readElf reads what readelf prints" + (readelf ? "" : " (SKIP: readelf is missing)"),
  ignore: readelf === null,
  fn: async () => {
    for (const path of [Deno.execPath(), "/bin/ls", "/bin/sh"]) {
      const elf = await readElf(path);
      assert(elf !== null);
      const dynamic = (await run("readelf", "-dWln", path))!;
      const needed = [...dynamic.matchAll(/\(NEEDED\)\s+Shared library: \[(.*)\]/g)];
      assertEquals(elf.needed, needed.map((match) => match[1]!));
      assertEquals(elf.interpreter, /interpreter: (.*)\]/.exec(dynamic)?.[1]);
      assertEquals(elf.buildId, /Build ID: ([0-9a-f]+)/.exec(dynamic)?.[1] ?? null);
    }
  },
});

Deno.test({
  name: "parseLdCache agrees with ldconfig" + (ldconfig ? "" : " (SKIP: ldconfig is missing)"),
  ignore: ldconfig === null || Deno.build.arch !== "x86_64",
  fn: async () => {
    const printed = new Map<string, string>();
    for (const line of ldconfig!.split("\n")) {
      const [, name, details, path] = /^\t(\S+) \((.*)\) => (.*)$/.exec(line) ?? [];
      if (!name || !/^libc6,x86-64$/.test(details!) || printed.has(name)) continue;
      printed.set(name, path!);
    }
    assert(printed.size > 10);
    assertEquals(parseLdCache(await Deno.readFile(LD_CACHE_PATH)), printed);
  },
});

Deno.test("LibraryFinder finds what ldd prints", async () => {
  const finder = await LibraryFinder.create();
  for (const path of [Deno.execPath(), "/bin/ls"]) {
    const printed = await run("ldd", path);
    assert(printed !== null);
    const expected = [...printed.matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm)].map((match) => match[1]!);
    assertEquals(await finder.find(path), expected.sort());
  }
});

Deno.test("LibraryFinder finds the same without the loader's cache", async () => {
  const cached = await LibraryFinder.create();
  const uncached = await LibraryFinder.create("/nonexistent");
  assertEquals(await uncached.find("/bin/ls"), await cached.find("/bin/ls"));
});

Deno.test({
  name: "LibraryFinder follows $ORIGIN and names a missing library and who needs it" +
    (compiler ? "" : " (SKIP: no C compiler)"),
  ignore: compiler === null,
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${dir}/lib`);
      await Deno.writeTextFile(`${dir}/empty.c`, "int one(void) { return 1; }\n");
      await Deno.writeTextFile(`${dir}/main.c`, "int main(void) { return 0; }\n");
      const cc = async (...args: string[]) => {
        assertEquals((await new Deno.Command("cc", { args, cwd: dir }).output()).success, true);
      };
      const link = ["-Wl,--no-as-needed", "-Wl,-rpath,$ORIGIN/lib", "-Llib"];
      await cc("-shared", "-fPIC", "-o", "lib/libktstrb.so", "empty.c");
      await cc(
        "-shared",
        "-fPIC",
        "-Llib",
        "-Wl,--no-as-needed",
        "-o",
        "lib/libktstra.so",
        "empty.c",
        "-lktstrb",
        "-Wl,-rpath,$ORIGIN",
      );
      await cc("-o", "main", "main.c", ...link, "-lktstra", "-Wl,-rpath-link,lib");
      const found = await (await LibraryFinder.create()).find(`${dir}/main`);
      assert(found.includes(`${dir}/lib/libktstra.so`));
      assert(found.includes(`${dir}/lib/libktstrb.so`));

      await Deno.remove(`${dir}/lib/libktstrb.so`);
      const finder = await LibraryFinder.create();
      const error = await assertRejects(() => finder.find(`${dir}/main`), UnavailableError);
      assertStringIncludes(error.message, "Cannot find the library libktstrb.so");
      assertStringIncludes(error.message, `${dir}/main needs`);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
