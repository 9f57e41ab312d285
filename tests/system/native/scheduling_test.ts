import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  getAffinity,
  getCpu,
  getNice,
  getSchedAttr,
  readProcStat,
  readProcStatus,
  setAffinity,
  setNice,
  setSchedAttr,
  SyscallError,
} from "../../../lib/native/mod.ts";
import { output, Sleeper, tasksetCpus } from "./child.ts";

/** Above every pid that Linux gives out. */
const NO_SUCH_TID = 2 ** 22 + 1;

const ONE_CPU = navigator.hardwareConcurrency < 2 ? " (SKIP: this machine has one CPU)" : "";

Deno.test(`setAffinity() pins a process, as the kernel's own list shows${ONE_CPU}`, {
  ignore: ONE_CPU !== "",
}, async () => {
  await using sleeper = new Sleeper();
  const all = getAffinity(sleeper.pid);
  for (const cpu of all.slice(0, 4)) {
    setAffinity(sleeper.pid, [cpu]);
    assertEquals(readProcStatus(sleeper.pid)?.cpusAllowedList, String(cpu));
    assertEquals(getAffinity(sleeper.pid), [cpu]);
  }
  setAffinity(sleeper.pid, all);
  assertEquals(getAffinity(sleeper.pid), all);
  assertEquals(getAffinity(Deno.pid), all);
});

Deno.test("getAffinity() agrees with taskset", async () => {
  await using sleeper = new Sleeper();
  assertEquals(getAffinity(sleeper.pid), await tasksetCpus(sleeper.pid));
});

Deno.test("setAffinity() takes masks of more than 1024 CPUs", async () => {
  await using sleeper = new Sleeper();
  const all = getAffinity(sleeper.pid);
  const [first = 0] = all;
  setAffinity(sleeper.pid, [first, 1024, 5000, 9000]);
  assertEquals(getAffinity(sleeper.pid).includes(first), true);
  const error = assertThrows(() => setAffinity(sleeper.pid, [9000, 9001]), SyscallError);
  assertEquals(
    error.message,
    `sched_setaffinity failed: EINVAL (Invalid argument) while pinning thread ${sleeper.pid} to ` +
      "CPUs 9000-9001",
  );
});

Deno.test("setAffinity() refuses an empty set", async () => {
  await using sleeper = new Sleeper();
  assertThrows(() => setAffinity(sleeper.pid, []), SyscallError, "to CPUs none");
});

/** A policy, and what it needs to be set, with the words of `chrt` for it. */
const POLICIES = [
  { attr: { policy: "SCHED_BATCH" }, words: "SCHED_BATCH", priority: 0 },
  { attr: { policy: "SCHED_IDLE" }, words: "SCHED_IDLE", priority: 0 },
  { attr: { policy: "SCHED_FIFO", priority: 5 }, words: "SCHED_FIFO", priority: 5 },
  { attr: { policy: "SCHED_RR", priority: 7 }, words: "SCHED_RR", priority: 7 },
  { attr: { policy: "SCHED_OTHER" }, words: "SCHED_OTHER", priority: 0 },
] as const;

const NOT_ROOT = Deno.uid() !== 0 ? " (SKIP: needs root)" : "";

Deno.test(`setSchedAttr() sets the policies that chrt sees${NOT_ROOT}`, {
  ignore: NOT_ROOT !== "",
}, async () => {
  await using sleeper = new Sleeper();
  for (const { attr, words, priority } of POLICIES) {
    setSchedAttr(sleeper.pid, attr);
    const seen = await output("chrt", "-p", String(sleeper.pid));
    assertEquals(/policy: (\S+)/.exec(seen)?.[1], words);
    assertEquals(/priority: (\S+)/.exec(seen)?.[1], String(priority));
    const back = getSchedAttr(sleeper.pid);
    assertEquals([back.policy, back.priority], [words, priority]);
    assertEquals(readProcStat(sleeper.pid)?.rtPriority, priority);
  }
});

Deno.test(`setSchedAttr() sets deadlines to the nanosecond${NOT_ROOT}`, {
  ignore: NOT_ROOT !== "",
}, async () => {
  await using sleeper = new Sleeper();
  const times = { runtimeNs: 1_000_001, deadlineNs: 50_000_003, periodNs: 100_000_007 };
  setSchedAttr(sleeper.pid, { policy: "SCHED_DEADLINE", ...times });
  const { policy, runtimeNs, deadlineNs, periodNs } = getSchedAttr(sleeper.pid);
  assertEquals({ policy, runtimeNs, deadlineNs, periodNs }, { policy: "SCHED_DEADLINE", ...times });
  const seen = await output("chrt", "-p", String(sleeper.pid));
  assert(seen.includes("SCHED_DEADLINE") && seen.includes("1000001/50000003/100000007"), seen);
});

Deno.test("setSchedAttr() says what was refused", async () => {
  await using sleeper = new Sleeper();
  const error = assertThrows(
    () => setSchedAttr(sleeper.pid, { policy: "SCHED_FIFO", priority: 100 }),
    SyscallError,
  );
  assertEquals(
    error.message,
    `sched_setattr failed: EINVAL (Invalid argument) while setting thread ${sleeper.pid} to ` +
      "SCHED_FIFO, priority 100",
  );
});

Deno.test(`setNice() sets what /proc/PID/stat shows, negative values too${NOT_ROOT}`, {
  ignore: NOT_ROOT !== "",
}, async () => {
  await using sleeper = new Sleeper();
  for (const nice of [19, -20, -1, 0, 1]) {
    setNice(sleeper.pid, nice);
    assertEquals(getNice(sleeper.pid), nice);
    const stat = readProcStat(sleeper.pid);
    assertEquals([stat?.nice, stat?.priority], [nice, 20 + nice]);
  }
});

Deno.test("scheduling functions refuse a thread that is not there", () => {
  const actions = [
    () => getAffinity(NO_SUCH_TID),
    () => setAffinity(NO_SUCH_TID, [0]),
    () => getSchedAttr(NO_SUCH_TID),
    () => setSchedAttr(NO_SUCH_TID, { policy: "SCHED_BATCH" }),
    () => getNice(NO_SUCH_TID),
    () => setNice(NO_SUCH_TID, 0),
  ];
  for (const action of actions) assertThrows(action, SyscallError, "ESRCH (No such process)");
});

Deno.test("getCpu() names an existing CPU and the node that has it", () => {
  const { cpu, node } = getCpu();
  assertEquals(getAffinity(0).includes(cpu), true);
  assertEquals(Deno.statSync(`/sys/devices/system/cpu/cpu${cpu}`).isDirectory, true);
  if (cpuHasNodes(cpu)) {
    assertEquals(Deno.lstatSync(`/sys/devices/system/cpu/cpu${cpu}/node${node}`).isSymlink, true);
  }
});

/** Kernels without NUMA have no link from a CPU to its node. */
function cpuHasNodes(cpu: number): boolean {
  return [...Deno.readDirSync(`/sys/devices/system/cpu/cpu${cpu}`)]
    .some(({ name }) => /^node\d+$/.test(name));
}
