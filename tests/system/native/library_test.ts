import { assertEquals, assertStringIncludes } from "@std/assert";
import { SYMBOLS } from "../../../lib/native/symbols.ts";
import { output, ROOT, runProgram } from "./child.ts";

const READ_CLOCK = `
  import { monotonicNs, readProcStat, SharedMemory } from "./lib/native/mod.ts";
  using memory = SharedMemory.create("test", 4096);
  const bytes = new Uint8Array(8);
  memory.read(0, bytes);
  console.log(monotonicNs() > 0, readProcStat({ pid: "self" }).comm, bytes.length);
`;

/** Prints what a user would read at the terminal. */
const TELL_ERROR = `
  import { monotonicNs } from "./lib/native/mod.ts";
  try {
    monotonicNs();
  } catch (error) {
    console.log(error.name + " " + error.exitStatus + ": " + error.message);
  }
`;

Deno.test("the native library exports the functions of its header and nothing else", async () => {
  const lines = (await output("nm", "-D", "--defined-only", `${ROOT}/build/libktstr.so`))
    .split("\n");
  const names = lines.map((line) => line.split(" ").at(-1)?.replace(/@.*/, "") ?? "")
    .filter((name) => name !== "KTSTR_1");
  assertEquals(names.sort(), Object.keys(SYMBOLS).sort());
});

Deno.test("the native library needs no permission but the one for its own file", async () => {
  const result = await runProgram(READ_CLOCK, ["--allow-ffi=build/libktstr.so"]);
  assertEquals(result, { code: 0, stdout: "true deno 8", stderr: "" });
});

Deno.test("native() names the permission that is missing", async () => {
  for (const permissions of [[], ["--allow-read"], ["--allow-ffi=build/other.so"]]) {
    const { stdout } = await runProgram(TELL_ERROR, permissions);
    assertEquals(
      stdout,
      "UnavailableError 69: The native library build/libktstr.so may not be opened. " +
        "Run Deno with --allow-ffi=build/libktstr.so from the root of the project",
    );
  }
});

Deno.test("importing the bindings does nothing that needs a permission", async () => {
  const result = await runProgram(
    `import { kill } from "./lib/native/mod.ts"; console.log(typeof kill);`,
    [],
  );
  assertEquals(result, { code: 0, stdout: "function", stderr: "" });
});

/** Runs the bindings from a copy of the project that has another library, or none. */
async function runCopy(makeLibrary: (path: string) => Promise<void>): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "ktstr native % test " });
  try {
    await output("cp", "-r", `${ROOT}/lib`, copy);
    await Deno.mkdir(`${copy}/build`);
    await makeLibrary(`${copy}/build/libktstr.so`);
    const { stdout } = await runProgram(
      TELL_ERROR.replace("./lib", copy.replaceAll("%", "%25").replaceAll(" ", "%20") + "/lib"),
      ["--allow-all"],
    );
    return stdout;
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

/** Compiles a library from C text. */
async function compile(path: string, source: string): Promise<void> {
  await Deno.writeTextFile(`${path}.c`, source);
  await output("cc", "-shared", "-fPIC", "-o", path, `${path}.c`);
}

Deno.test("native() says how to build a library that is not there", async () => {
  const stdout = await runCopy(() => Promise.resolve());
  assertStringIncludes(
    stdout,
    "UnavailableError 69: Cannot open the native library build/libktstr.so: it is not built, or " +
      'older than its sources. Run "deno task build"',
  );
});

Deno.test("native() says how to build a library that lacks a function", async () => {
  const stdout = await runCopy((path) => compile(path, "int ktstr_abi(void) { return 1; }"));
  assertStringIncludes(stdout, 'older than its sources. Run "deno task build"');
  assertStringIncludes(stdout, "undefined symbol: ktstr_");
});

Deno.test("native() refuses a library with another ABI", async () => {
  const others = Object.keys(SYMBOLS).filter((name) => name !== "ktstr_abi");
  const source = `int ktstr_abi(void) { return 0; }\n` +
    others.map((name) => `void ${name}(void) {}\n`).join("");
  const stdout = await runCopy((path) => compile(path, source));
  assertStringIncludes(stdout, "its ABI is 0, it must be 1");
});

Deno.test("native() opens a library in a folder with spaces and percent signs", async () => {
  const stdout = await runCopy((path) => Deno.copyFile(`${ROOT}/build/libktstr.so`, path));
  assertEquals(stdout, "");
});
