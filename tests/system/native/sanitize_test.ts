import { assertEquals } from "@std/assert";
import { output, ROOT } from "./child.ts";

const PROGRAM = "build/sanitize/native-test";

/** Compilers come without the sanitizers' libraries on some distributions. */
async function hasSanitizers(): Promise<boolean> {
  const folder = await Deno.makeTempDir({ prefix: "ktstr-sanitize-" });
  try {
    await Deno.writeTextFile(`${folder}/empty.c`, "int main(void) { return 0; }\n");
    await output(
      "cc",
      "-fsanitize=address,undefined",
      "-o",
      `${folder}/empty`,
      `${folder}/empty.c`,
    );
    return true;
  } catch {
    return false;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const reason = await hasSanitizers() ? "" : " (SKIP: cc has no libasan or libubsan)";

Deno.test(`the native library passes its C tests under ASan and UBSan${reason}`, {
  ignore: reason !== "",
}, async () => {
  await output("make", "-C", ROOT, PROGRAM);
  assertEquals(await output(`${ROOT}/${PROGRAM}`), "passed");
});
