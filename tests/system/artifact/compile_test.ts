import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { hostDenoDir } from "../../../lib/vm/image/deno_dir.ts";
import { type Finished, ROOT } from "../support/ktstr_program.ts";
import { systemTest } from "../support/system_test.ts";
import { execute, makeDirectory, namesIn, offline, toolCommand } from "./artifact_tool.ts";

const { version } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));

/** A compile runtime that whoever runs the tests has provided. */
const DENORT_BIN = Deno.env.get("DENORT_BIN");

/** What is left of a try to compile. */
interface Try {
  readonly finished: Finished;
  /** Names in the directory of the product. */
  readonly left: readonly string[];
}

/** Compiles without a network, with a cache that has the packages and no compile runtime. */
async function tryToCompile(
  runtime: string | undefined,
  use: (product: string) => Promise<void> = () => Promise.resolve(),
): Promise<Try> {
  const directory = await makeDirectory();
  try {
    const cache = join(directory, "cache");
    await Deno.mkdir(cache);
    await Deno.symlink(join(hostDenoDir(), "npm"), join(cache, "npm"));
    const target = join(directory, "product");
    const { DENORT_BIN: _, ...env } = Deno.env.toObject();
    const finished = await execute(offline(toolCommand("compile", [join(target, "ktstr")])), {
      env: { ...env, DENO_DIR: cache, ...(runtime === undefined ? {} : { DENORT_BIN: runtime }) },
    });
    const left = await namesIn(target);
    if (finished.code === 0) await use(join(target, "ktstr"));
    return { finished, left };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function assertRefused({ finished, left }: Try): void {
  assertEquals(finished.code, 69, finished.stderr);
  assertEquals(left, [], "something is left of the product");
  assertMatch(finished.stderr, /^error: Cannot compile ktstr: /);
  assertEquals(/Stack backtrace|^ +at .*:\d+:\d+/m.test(finished.stderr), false, finished.stderr);
  assertStringIncludes(finished.stderr, "DENORT_BIN=/path/to/denort");
  assertStringIncludes(finished.stderr, "deno task bundle");
}

systemTest("root", "compile: without a compile runtime says how to bring one", async () => {
  const outcome = await tryToCompile(undefined);
  assertRefused(outcome);
  assertStringIncludes(outcome.finished.stderr, "no compile runtime (denort) here");
});

Deno.test("compile: names a DENORT_BIN that is not there", async () => {
  const outcome = await tryToCompile("/nonexistent/denort");
  assertRefused(outcome);
  assertStringIncludes(outcome.finished.stderr, "DENORT_BIN is /nonexistent/denort, no such file");
});

Deno.test("compile: removes a product that is Deno and not ktstr", async () => {
  const outcome = await tryToCompile(Deno.execPath());
  assertRefused(outcome);
  assertStringIncludes(outcome.finished.stderr, `it is not ktstr ${version}`);
  assertStringIncludes(outcome.finished.stderr, `  deno ${Deno.version.deno}`);
});

Deno.test("compile: names a DENORT_BIN that is no program", async () => {
  const { finished, left } = await tryToCompile(join(ROOT, "LICENSE"));
  assertEquals([finished.code, left], [69, []]);
  assertStringIncludes(finished.stderr, `failed with DENORT_BIN=${join(ROOT, "LICENSE")} and said`);
});

Deno.test({
  name: DENORT_BIN === undefined
    ? "compile: makes one program (SKIP: needs DENORT_BIN, the path of Deno's compile runtime)"
    : "compile: makes one program",
  ignore: DENORT_BIN === undefined,
  async fn() {
    const { finished, left } = await tryToCompile(DENORT_BIN, async (product) => {
      const { code, stdout, stderr } = await execute(
        offline([product, "run", "steady", "--dry-run"]),
      );
      assertEquals(code, 0, stderr);
      assertStringIncludes(stdout, "SpinWait");
    });
    assertEquals(finished.code, 0, finished.stderr);
    assertEquals(left, ["ktstr"]);
  },
});
