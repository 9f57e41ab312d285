import { assertEquals } from "@std/assert";
import { missingOptions, parseKernelConfig } from "../../../lib/vm/kernel/kernel_config.ts";

Deno.test("parseKernelConfig() reads values and options that are not set", () => {
  const text = [
    "# Linux/x86 7.2.13 Kernel Configuration",
    "CONFIG_SMP=y",
    "CONFIG_NR_CPUS=512",
    'CONFIG_LOCALVERSION="-a=b"',
    "# CONFIG_DEBUG is not set",
    "  CONFIG_INDENTED=m",
    "",
  ].join("\n");
  assertEquals([...parseKernelConfig(text)], [
    ["CONFIG_SMP", "y"],
    ["CONFIG_NR_CPUS", "512"],
    ["CONFIG_LOCALVERSION", '"-a=b"'],
    ["CONFIG_DEBUG", "n"],
    ["CONFIG_INDENTED", "m"],
  ]);
});

Deno.test("missingOptions() takes an option that is not named for one that is not set", () => {
  const wanted = parseKernelConfig("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=512\n# CONFIG_D is not set");
  const actual = parseKernelConfig("CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=64");
  assertEquals(missingOptions(wanted, actual), ["CONFIG_B=y", "CONFIG_C=512"]);
});

Deno.test("the guest's fragment names each option once and has sched_ext", async () => {
  const text = await Deno.readTextFile(
    new URL("../../../lib/vm/kernel/guest.config", import.meta.url),
  );
  const lines = text.split("\n").filter((line) => /CONFIG_\w+(=| is)/.test(line));
  const options = parseKernelConfig(text);
  assertEquals(options.size, lines.length);
  assertEquals(options.get("CONFIG_SCHED_CLASS_EXT"), "y");
});
