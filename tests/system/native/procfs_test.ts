import { assert, assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import {
  isAlive,
  kill,
  processStartTicks,
  readProcCgroup,
  readProcSched,
  readProcStat,
  readProcStatus,
  readSchedstat,
} from "../../../lib/native/mod.ts";
import { expandCpuList, output, Sleeper, tasksetCpus } from "./child.ts";

Deno.test("readProcStat() agrees with what the kernel says in status", async () => {
  await using sleeper = new Sleeper();
  const stat = readProcStat(sleeper.pid);
  const status = await output("cat", `/proc/${sleeper.pid}/status`);
  const inStatus = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)$`, "m").exec(status)?.[1]);
  assertEquals(
    [stat?.pid, stat?.ppid, stat?.pgrp, stat?.session, stat?.numThreads],
    ["Pid", "PPid", "NSpgid", "NSsid", "Threads"].map(inStatus),
  );
  assertEquals([stat?.ppid, stat?.pgrp], [Deno.pid, sleeper.pid]);
});

Deno.test("readProcStatus() tells parent, CPUs and threads of a process", async () => {
  await using sleeper = new Sleeper();
  const status = readProcStatus(sleeper.pid);
  assertEquals([status?.pid, status?.ppid, status?.threads], [sleeper.pid, Deno.pid, 1]);
  assertEquals(expandCpuList(status?.cpusAllowedList ?? ""), await tasksetCpus(sleeper.pid));
});

Deno.test("readSchedstat() and readProcSched() count the same CPU time", async () => {
  await using sleeper = new Sleeper();
  // Asleep, so that nothing moves between the two reads.
  while (readProcStat(sleeper.pid)?.comm !== "sleep" || !isAsleep(sleeper.pid)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const sched = readProcSched(sleeper.pid);
  const schedstat = readSchedstat(sleeper.pid);
  assert(sched !== null && schedstat !== null);
  assertGreater(schedstat.cpuTimeNs, 0);
  assertEquals(sched.sumExecRuntimeNs, schedstat.cpuTimeNs);
  assertEquals(sched.nrSwitches, sched.nrVoluntarySwitches + sched.nrInvoluntarySwitches);
  const status = readProcStatus(sleeper.pid);
  assertEquals(sched.nrVoluntarySwitches, status?.voluntaryCtxtSwitches);
  assertEquals(sched.nrInvoluntarySwitches, status?.nonvoluntaryCtxtSwitches);
  assertEquals([sched.policy, sched.prio], [0, 120]);
});

function isAsleep(pid: number): boolean {
  return readProcStat(pid)?.state === "S";
}

Deno.test("readers take a thread of a process and this process", () => {
  const own = readProcStat({ pid: "self" });
  assertEquals(own?.pid, Deno.pid);
  const thread = readProcStat({ pid: Deno.pid, tid: Deno.pid });
  assertEquals(thread?.pid, Deno.pid);
  assertGreaterOrEqual(own?.numThreads ?? 0, 2);
});

Deno.test("readProcCgroup() reads the lines of the file", async () => {
  await using sleeper = new Sleeper();
  const text = await output("cat", `/proc/${sleeper.pid}/cgroup`);
  const entries = readProcCgroup(sleeper.pid) ?? [];
  assertEquals(
    entries.map(({ hierarchyId, controllers, path }) =>
      `${hierarchyId}:${controllers.join(",")}:${path}`
    ),
    text.split("\n"),
  );
});

Deno.test("readers have null for a process that is gone", async () => {
  await using sleeper = new Sleeper();
  kill(sleeper.pid, "SIGKILL");
  await sleeper.status;
  for (
    const read of [readProcStat, readProcStatus, readProcSched, readSchedstat, readProcCgroup]
  ) assertEquals(read(sleeper.pid), null);
  assertEquals(processStartTicks(sleeper.pid), null);
});

Deno.test("isAlive() is false for zombies and for processes that are gone", async () => {
  // The shell execs a program that never asks how the child ended: the child stays a zombie.
  const parent = new Deno.Command("sh", {
    args: ["-c", "sleep 0.01 & echo $!; exec sleep 600"],
    detached: true,
    stdout: "piped",
  }).spawn();
  await using _cleanup = {
    async [Symbol.asyncDispose](): Promise<void> {
      if (isAlive(parent.pid)) kill(parent.pid, "SIGKILL");
      await parent.status;
    },
  };
  const reader = parent.stdout.getReader();
  const child = Number(new TextDecoder().decode((await reader.read()).value));
  await reader.cancel();
  while (readProcStat(child)?.state !== "Z") {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals([isAlive(parent.pid), isAlive(child)], [true, false]);
  kill(parent.pid, "SIGKILL");
  await parent.status;
  assertEquals(isAlive(parent.pid), false);
});

Deno.test("isAlive() is not fooled by another process with the same id", async () => {
  await using sleeper = new Sleeper();
  const ticks = processStartTicks(sleeper.pid);
  assert(ticks !== null);
  assertEquals(isAlive(sleeper.pid, ticks), true);
  assertEquals(isAlive(sleeper.pid, ticks - 1), false);
  assertGreaterOrEqual(ticks, processStartTicks(Deno.pid) ?? Infinity);
});
