import { assertEquals, assertStringIncludes } from "@std/assert";
import { suiteMachines } from "../../tools/guest_suite/machines.ts";
import { machineCpuCount, parseMachineTopology } from "../../lib/topology/mod.ts";
import { ROOT } from "../system/support/ktstr_program.ts";
import { SKIP_REASON, SKIPS } from "./can_boot.ts";

interface Suite {
  readonly code: number;
  readonly output: string;
}

async function runSuite(args: readonly string[], env: Record<string, string>): Promise<Suite> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "tools/test_guest.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test({
  name: `the guest suite passes in two small machines${SKIP_REASON}`,
  ignore: SKIPS,
  async fn() {
    const { code, output } = await runSuite(["--quick"], {});
    assertEquals(code, 0, output);
    assertStringIncludes(output, "ok | 2 passed | 0 failed");
  },
});

Deno.test("the guest suite says that it is skipped without QEMU, and how to get it", async () => {
  const { code, output } = await runSuite([], { PATH: "/nonexistent", CI: "" });
  assertEquals(code, 0, output);
  assertStringIncludes(output, "SKIP the guest suite. ");
  assertStringIncludes(output, "qemu-system-x86");
});

Deno.test("the guest suite fails without QEMU in CI", async () => {
  const { code, output } = await runSuite([], { PATH: "/nonexistent", CI: "true" });
  assertEquals(code, 1, output);
  assertStringIncludes(output, "FAILED the guest suite must run in CI. ");
});

Deno.test("the guest suite refuses what it does not know", async () => {
  const { code, output } = await runSuite(["--qiuck"], {});
  assertEquals(code, 64, output);
  assertStringIncludes(output, "Unknown argument --qiuck");
  assertEquals((await runSuite(["--machine", "nine"], {})).code, 64);
});

const cpus = (size: "full" | "large", withTests: boolean) =>
  suiteMachines(size).filter(({ tests }) => !withTests || tests.length > 0)
    .map(({ topology }) => machineCpuCount(parseMachineTopology(topology)));

Deno.test("the guest suite has tests on 1, 2, 8 and 32 CPUs and on two NUMA nodes", () => {
  const tested = cpus("full", true);
  for (const count of [1, 2, 8, 32]) assertEquals(tested.includes(count), true, `${count} CPUs`);
  const nodes = suiteMachines("full").filter(({ tests }) => tests.length > 0)
    .map(({ topology }) => parseMachineTopology(topology).numaNodes);
  assertEquals(nodes.includes(2), true);
});

Deno.test("the guest suite boots every preset, up to 32 CPUs or above", () => {
  assertEquals(Math.max(...cpus("full", false)), 32);
  assertEquals(Math.min(...cpus("large", false)) > 32, true);
  const names = [...suiteMachines("full"), ...suiteMachines("large")].map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  const ofPresets = names.filter((name) =>
    /^(tiny|odd|smt|medium|large|near|max)|numa[24]-\d/.test(name)
  );
  assertEquals(ofPresets.length, 24);
});
