import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { buildProgram, runProgram, SANITIZERS } from "./program.ts";

const HERE = import.meta.dirname ?? ".";

/** Tests in which workers and supervisors are born, run and die in every way there is. */
const SUITES = ["by_hand_test.ts", "deaths_test.ts", "managed_test.ts", "units_test.ts"];

Deno.test({
  name: "the worker program passes its own tests under AddressSanitizer and UBSan",
  // The suites run again in there: not from there once more.
  ignore: Deno.env.has("KTSTR_TEST_CFLAGS"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    Deno.env.set("KTSTR_TEST_CFLAGS", SANITIZERS);
    Deno.env.set("KTSTR_TEST_WORKER", join(folder, "ktstr-worker"));
    try {
      await buildProgram(join(folder, "ktstr-worker"), { with: [] });
      const files = SUITES.map((name) => join(HERE, name));
      const args = ["test", "--allow-all", "--no-check", ...files];
      const { code, stdout, stderr } = await runProgram(args, Deno.execPath());
      assertEquals(code, 0, `${stdout}\n${stderr}`);
    } finally {
      Deno.env.delete("KTSTR_TEST_CFLAGS");
      Deno.env.delete("KTSTR_TEST_WORKER");
      await Deno.remove(folder, { recursive: true });
    }
  },
});
