import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { SKIP_REASON, SKIPS } from "./can_boot.ts";

/** A project outside this one, as far as its own `deno.json` goes. */
const PROJECT = join(import.meta.dirname ?? ".", "example_project");

async function runTests(file: string): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", file],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

const guest = (name: string) => ({ name: name + SKIP_REASON, ignore: SKIPS });

Deno.test({
  ...guest("ktstrTest() runs a test of another project in its own machine"),
  async fn() {
    const { code, output } = await runTests("fair_test.ts");
    assertEquals(code, 0, output);
    assertStringIncludes(output, "equal load on two NUMA nodes is shared fairly ... ok");
    assertStringIncludes(output, "1 passed | 0 failed");
  },
});

Deno.test({
  ...guest("ktstrTest() fails with what the test printed in the machine"),
  async fn() {
    const { code, output } = await runTests("broken_test.ts");
    assertEquals(code, 1, output);
    assertStringIncludes(output, "0 passed | 3 failed");
    assertStringIncludes(output, "error: Error: thrown in the guest");
    assertMatch(output, /The scenario "steady" failed\n.*completed: cg_0 group 0 worker/s);
    assertStringIncludes(output, "The guest's kernel panicked: sysrq triggered crash");
  },
});
