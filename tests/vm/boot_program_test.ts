import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { GUEST_ENVIRONMENT, packGuestImage } from "../../lib/vm/image/guest_image.ts";
import { boot, imageOptions } from "./boot_helper.ts";
import { SKIP_REASON, SKIPS } from "./can_boot.ts";

Deno.test({
  name: "packGuestImage packs nothing twice" + SKIP_REASON,
  ignore: SKIPS,
  fn: async () => {
    const cacheDir = await Deno.makeTempDir();
    try {
      // A file that was built just now is not trusted yet.
      await new Promise((resolve) => setTimeout(resolve, 2100));
      const first = await packGuestImage({ ...imageOptions(false), cacheDir });
      const second = await packGuestImage({ ...imageOptions(false), cacheDir });
      assertEquals(first.map((layer) => layer.cached), [false]);
      assertEquals(second, first.map((layer) => ({ ...layer, cached: true })));
    } finally {
      await Deno.remove(cacheDir, { recursive: true });
    }
  },
});

Deno.test({
  name: "Deno runs a module with npm packages, and an included program, in a guest" + SKIP_REASON,
  ignore: SKIPS,
  fn: async () => {
    const dir = await Deno.makeTempDir({ dir: join(imageOptions(true).programRoot, "build") });
    try {
      const module = join(dir, "module.ts");
      await Deno.writeTextFile(
        module,
        `import { parse } from "yaml";
         const network = await Deno.resolveDns("example.com", "A").then(() => "up", () => "down");
         await Deno.writeTextFile(Deno.env.get("KTSTR_EVENTS")!, "from Deno\\n");
         const { n }: { n: number } = parse("n: 42");
         console.log(n, network, Deno.execPath(), import.meta.filename);`,
      );
      const { outcome, stdoutText, stderrText, events } = await boot({
        command: `deno run -A --cached-only ${module} && ${Deno.execPath()} --version || exit 9
          /usr/bin/env --version | head -n 1`,
        program: true,
        memoryMb: 1024,
        includes: [module, Deno.execPath(), "/usr/bin/env"],
        run: { env: { ...GUEST_ENVIRONMENT, NO_COLOR: "1" }, cwd: imageOptions(true).programRoot },
      });
      assertEquals(outcome.end, { kind: "exited", code: 0 }, stderrText);
      const [first, second, , , last] = stdoutText.split("\n");
      assertEquals(first, `42 down /usr/bin/deno ${module}`);
      assertStringIncludes(second!, `deno ${Deno.version.deno}`);
      // The host's program with its libraries, not busybox's.
      assertStringIncludes(last!, "coreutils");
      assertEquals(events, ["from Deno"]);
      assert(outcome.bootMs! > 0);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
