import {
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { UnavailableError } from "../../lib/errors/mod.ts";
import { findQemu } from "../../lib/vm/engine/find_qemu.ts";
import { probeBoot } from "../../lib/vm/engine/kvm_probe.ts";
import { selectEngine } from "../../lib/vm/engine/select_engine.ts";

const qemu = await findQemu().catch((error) => {
  assertInstanceOf(error, UnavailableError);
  return null;
});
const ignore = qemu === null;
const skipped = ignore ? " (SKIP: QEMU is not installed)" : "";

/** Runs a test with a stand-in for QEMU; `$DIR` in the script is a directory of its own. */
async function withFakeQemu(
  script: string,
  body: (path: string, dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "ktstr-test-" });
  try {
    const path = `${dir}/qemu`;
    const text = `#!/bin/sh\nDIR=${dir}\ncase "$1" in --version)\n` +
      `echo 'QEMU emulator version 8.2.0'; exit;; esac\n${script}\n`;
    await Deno.writeTextFile(path, text);
    await Deno.chmod(path, 0o755);
    await body(path, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Probes with a stand-in for QEMU. */
async function probe(script: string, deadlineMs = 5_000) {
  let answer: Awaited<ReturnType<typeof probeBoot>> | undefined;
  await withFakeQemu(script, async (path) => {
    const version = { major: 8, minor: 2, patch: 0 };
    const options = { accelerator: "kvm", cpuModel: "host", deadlineMs } as const;
    answer = await probeBoot({ path, version }, options);
  });
  return answer;
}

Deno.test({
  name: `probeBoot() boots a machine under emulation${skipped}`,
  ignore,
  async fn() {
    const options = { accelerator: "tcg", cpuModel: "max,vendor=GenuineIntel" } as const;
    assertEquals(await probeBoot(qemu!, { ...options, deadlineMs: 60_000 }), {
      works: true,
      reason: "a test machine booted",
      lasting: true,
    });
  },
});

Deno.test({
  name: `probeBoot() says why QEMU refused${skipped}`,
  ignore,
  async fn() {
    const answer = await probeBoot(qemu!, { accelerator: "tcg", cpuModel: "no-such-model" });
    assertEquals(answer.works, false);
    assertMatch(answer.reason, /^QEMU gave up: .*no-such-model/);
  },
});

Deno.test("probeBoot() does not wait longer than its deadline", async () => {
  assertEquals(await probe("exec sleep 60", 300), {
    works: false,
    reason: "a test machine did not boot within 0.3 s",
    lasting: true,
  });
});

Deno.test("probeBoot() takes only the value that the machine writes", async () => {
  assertEquals((await probe("exit 85"))?.works, true);
  for (const status of [0, 1, 83, 87]) {
    assertEquals((await probe(`exit ${status}`))?.works, false, `status ${status}`);
  }
});

Deno.test("probeBoot() does not hold a missing device against the machine", async () => {
  const refused = (why: string) =>
    probe(`echo "qemu: Could not access KVM kernel module: ${why}" >&2; exit 1`);
  const missing = await refused("No such file or directory");
  assertStringIncludes(missing?.reason ?? "", "there is no /dev/kvm");
  const denied = await refused("Permission denied");
  assertStringIncludes(denied?.reason ?? "", "add yourself to the group kvm");
  assertEquals([missing?.lasting, denied?.lasting], [false, false]);
});

Deno.test("probeBoot() tells how QEMU died", async () => {
  const answer = await probe(
    "echo 'qemu: warning: x' >&2; echo 'qemu: error: failed to set MSR' >&2; kill -ABRT $$",
  );
  assertEquals(answer?.reason, "QEMU died of SIGABRT: failed to set MSR");
});

/** Leaves a line for each start, and ends as a machine that works, or not. */
const counting = (status: number) => `echo x >>$DIR/starts; exit ${status}`;

async function starts(dir: string): Promise<number> {
  return (await Deno.readTextFile(`${dir}/starts`)).trim().split("\n").length;
}

Deno.test("selectEngine() takes KVM where it works and asks once", () =>
  withFakeQemu(counting(85), async (qemuPath, dir) => {
    const options = { qemuPath, cacheDir: `${dir}/cache` };
    const first = await selectEngine(options);
    assertEquals([first.accelerator, first.tcgThreads], ["kvm", null]);
    assertEquals(first.why, "KVM works: a test machine booted");
    assertStringIncludes(first.cpuModel, "host,");
    const second = await selectEngine(options);
    assertEquals(second.why, "KVM works: a test machine booted (remembered)");
    assertEquals(await starts(dir), 1);
    await selectEngine({ ...options, reprobe: true });
    assertEquals(await starts(dir), 2);
  }));

Deno.test("selectEngine() falls back to emulation and says why", () =>
  withFakeQemu(counting(0), async (qemuPath, dir) => {
    const options = { qemuPath, cacheDir: `${dir}/cache` };
    const { accelerator, tcgThreads, why } = await selectEngine(options);
    assertEquals([accelerator, tcgThreads], ["tcg", "single"]);
    assertEquals(
      why,
      "KVM does not work: QEMU gave up; before QEMU 10.0.0 more threads are not safe with sched_ext",
    );
    assertEquals(await starts(dir), 1);
    await selectEngine({ ...options, accelerator: "tcg" });
    assertEquals(await starts(dir), 1);
    await assertRejects(
      () => selectEngine({ ...options, accelerator: "kvm" }),
      UnavailableError,
      "Cannot use KVM: QEMU gave up (remembered)",
    );
  }));
