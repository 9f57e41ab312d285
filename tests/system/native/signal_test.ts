import { assertEquals, assertThrows } from "@std/assert";
import { kill, killGroup, PidFd, SyscallError } from "../../../lib/native/mod.ts";
import { Sleeper } from "./child.ts";

Deno.test("kill() ends a process with the signal", async () => {
  await using sleeper = new Sleeper();
  kill(sleeper.pid, 0);
  kill(sleeper.pid, "SIGTERM");
  assertEquals((await sleeper.status).signal, "SIGTERM");
  assertThrows(() => kill(sleeper.pid, 0), SyscallError, "ESRCH (No such process)");
});

Deno.test("killGroup() reaches every process of the group", async () => {
  const child = new Deno.Command("sh", {
    args: ["-c", "sleep 600 & echo $!; wait"],
    detached: true,
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const sleeper = Number(new TextDecoder().decode((await reader.read()).value));
  await reader.cancel();
  using grandchild = PidFd.open(sleeper);
  killGroup(child.pid, "SIGKILL");
  const ended = grandchild.waitForExit(5000);
  if (!ended) grandchild.sendSignal("SIGKILL");
  assertEquals([ended, (await child.status).signal], [true, "SIGKILL"]);
});

Deno.test("kill() and killGroup() refuse ids that mean init, the own group or everybody", () => {
  for (const id of [1, 0, -1, -2, -(2 ** 31)]) {
    for (const action of [kill, killGroup]) {
      assertThrows(() => action(id, 0), SyscallError, "EINVAL");
    }
    assertThrows(() => PidFd.open(id), SyscallError, "EINVAL");
  }
});

Deno.test("PidFd tells when its process has exited", async () => {
  await using sleeper = new Sleeper();
  using process = PidFd.open(sleeper.pid);
  assertEquals(process.waitForExit(0), false);
  process.sendSignal("SIGKILL");
  assertEquals(process.waitForExit(5000), true);
  await sleeper.status;
  assertEquals(process.waitForExit(0), true);
  assertThrows(() => process.sendSignal(0), SyscallError, "ESRCH");
});

Deno.test("PidFd cannot be used after disposal", async () => {
  await using sleeper = new Sleeper();
  const process = PidFd.open(sleeper.pid);
  process[Symbol.dispose]();
  process[Symbol.dispose]();
  assertEquals(process.fd, -1);
  assertThrows(() => process.sendSignal("SIGKILL"), SyscallError, "EBADF");
  assertEquals(process.waitForExit(0), false);
});

Deno.test("PidFd.open() fails for a process that is not there", async () => {
  await using sleeper = new Sleeper();
  kill(sleeper.pid, "SIGKILL");
  await sleeper.status;
  assertThrows(() => PidFd.open(sleeper.pid), SyscallError, "pidfd_open failed: ESRCH");
});
