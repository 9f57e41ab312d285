import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isAlive } from "../../lib/native/mod.ts";
import { QemuProcess } from "../../lib/vm/engine/qemu_process.ts";

/** A stand-in for QEMU that never ends by itself and does not mind polite signals. */
const STUBBORN = ["sh", "-c", "trap '' TERM INT HUP; while :; do sleep 0.05; done"];

/** Waits until a process is gone, for five seconds at most. */
async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

Deno.test("QemuProcess passes on the status and the last of the messages", async () => {
  const script =
    "echo first >&2; head -c 100000 /dev/zero | tr '\\0' x >&2; echo last >&2; exit 85";
  await using qemu = QemuProcess.start(["sh", "-c", script]);
  assertEquals(await qemu.status, { code: 85, signal: null });
  assert(qemu.stderr().endsWith("xlast\n"));
  assertEquals(qemu.stderr().length, 16 * 1024);
  qemu.kill();
});

Deno.test("QemuProcess says what could not be executed", async () => {
  await using qemu = QemuProcess.start(["/nowhere/qemu"]);
  assertEquals((await qemu.status).code, 127);
  assertStringIncludes(qemu.stderr(), "setpriv: ");
  assertStringIncludes(qemu.stderr(), "/nowhere/qemu");
});

Deno.test("QemuProcess is killed by its abort signal, also by one that has fired already", async () => {
  const controller = new AbortController();
  await using qemu = QemuProcess.start(STUBBORN, { signal: controller.signal });
  assert(isAlive(qemu.pid));
  controller.abort();
  assertEquals((await qemu.status).signal, "SIGKILL");
  await using late = QemuProcess.start(STUBBORN, { signal: controller.signal });
  assertEquals((await late.status).signal, "SIGKILL");
});

Deno.test("QemuProcess is killed when it is disposed of", async () => {
  let pid: number;
  {
    await using qemu = QemuProcess.start(STUBBORN);
    pid = qemu.pid;
  }
  assert(!isAlive(pid));
});

Deno.test("QemuProcess does not outlive a runner that is killed with SIGKILL", async () => {
  const module = new URL("../../lib/vm/engine/qemu_process.ts", import.meta.url).href;
  const program = `const { QemuProcess } = await import("${module}");
    console.log(QemuProcess.start(${JSON.stringify(STUBBORN)}).pid);`;
  const runner = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    stdout: "piped",
    detached: true,
  }).spawn();
  const reader = runner.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const pid = Number((await reader.read()).value);
  try {
    // Longer than setpriv needs to become the program.
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert(isAlive(pid));
    runner.kill("SIGKILL");
    await runner.status;
    assert(await isGone(pid), `process ${pid} is still there`);
  } finally {
    await reader.cancel();
    if (isAlive(pid)) Deno.kill(-pid, "SIGKILL");
  }
});
