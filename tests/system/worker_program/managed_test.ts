import { assert, assertEquals, assertGreater, assertGreaterOrEqual, assertLess } from "@std/assert";
import { ManagedGroup } from "./managed_group.ts";
import {
  childrenOf,
  openFiles,
  pause,
  processState,
  readProc,
  readSchedstat,
  until,
} from "./processes.ts";

/** Signals 32 and 33, which belong to the C library and which its posix_spawn ignores. */
const C_LIBRARY_SIGNALS = 3n << 31n;

/** Fields of `/proc/PID/stat` after the name: the first is the state. */
function stat(pid: number): string[] {
  return readProc(pid, "stat").replace(/^.*\) /, "").split(" ");
}

Deno.test("ktstr-worker forks workers that wait, each in its own process group", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=SpinWait", "--group-idx=3"],
    workers: 3,
  });
  const pids = await group.spawned();
  assertEquals(new Set(pids).size, 3);
  for (const [index, pid] of pids.entries()) {
    assertEquals(group.state(index), "WAITING");
    assertEquals(group.slot("pid", index), pid);
    assertEquals(group.slot("tid", index), pid);
    assertEquals(group.slot("index", index), index);
    assertEquals(group.slot("group_idx", index), 3);
    assertEquals(readProc(pid, "comm").trim(), "ktstr-worker");
    const [, parent, processGroup] = stat(pid);
    assertEquals([Number(parent), Number(processGroup)], [group.pid, pid]);
    await until("it is blocked", () => processState(pid) === "S");
    assertEquals(childrenOf(pid), []);
  }
  assertEquals(group.header("slot_count"), 3);
});

Deno.test("ktstr-worker's workers keep no descriptor but their own", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 20 });
  for (const pid of await group.spawned()) {
    const files = openFiles(pid);
    const others = [...files].filter(([fd]) => fd > 2).map(([, what]) => what);
    assertEquals([files.get(0), files.get(1)], ["/dev/null", "/dev/null"]);
    // The start pipe, and one end of the worker's own report pipe.
    assertEquals(others.length, 2, others.join(" "));
    assert(others.some((what) => what.endsWith("/start")));
    assert(others.some((what) => what.startsWith("pipe:")));
  }
});

Deno.test("ktstr-worker's workers have no signal blocked and ignore none", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  const status = readProc(group.only, "status");
  for (const set of ["SigBlk", "SigIgn"]) {
    const mask = BigInt(`0x${new RegExp(`^${set}:\\s+(\\w+)`, "m").exec(status)?.[1]}`);
    assertEquals(mask & ~C_LIBRARY_SIGNALS, 0n, set);
  }
});

Deno.test("ktstr-worker's workers do nothing before the start byte, whatever signals come", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  for (const signal of ["SIGUSR1", "SIGSTOP", "SIGCONT", "SIGUSR1"] as const) {
    Deno.kill(group.only, signal);
    await pause(20);
  }
  assertEquals(group.state(), "WAITING");
  assertEquals(group.slot("started_ns"), 0);
  assertLess(readSchedstat(group.only).cpuTimeNs, 50_000_000);
  assertEquals(processState(group.only), "S");
});

Deno.test("ktstr-worker's workers exit quietly when the start pipe closes without a byte", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 3 });
  await group.spawned();
  group.closeGate();
  const { code, stderr } = await group.finish();
  assertEquals([code, stderr], [0, ""]);
  assertEquals([0, 1, 2].map((index) => group.exit(index)), ["code 0", "code 0", "code 0"]);
  assert(!group.messages.some(({ type }) => type === "report"));
});

Deno.test("ktstr-worker says spawned, reports, exits and done in that order", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=Mixed"], workers: 2 });
  const pids = await group.spawned();
  group.release();
  await until("both run", () => [0, 1].every((index) => group.slot("iterations", index) > 10));
  await group.send("stop");
  const { code, stderr } = await group.finish();
  assertEquals([code, stderr], [0, ""]);
  const said = group.messages.map((message) =>
    "index" in message ? `${message.type} ${message.index}` : message.type
  );
  assertEquals([said[0], said.at(-1), said.length], ["spawned", "done", 6]);
  for (const index of [0, 1]) {
    assertLess(said.indexOf(`report ${index}`), said.indexOf(`exit ${index}`));
    assertEquals(group.exit(index), "code 0");
    assertEquals(group.report(index).tid, pids[index]);
    assertEquals(group.state(index), "REPORTED");
  }
});

Deno.test("ktstr-worker's report says what stands in the worker's slot", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  group.release();
  await until("it runs", () => group.slot("checkpoints") > 10);
  assertEquals(group.slot("ended_ns"), 0);
  await group.send("stop");
  await group.finish();
  const report = group.report();
  for (const name of ["iterations", "work_units", "checkpoints", "migration_count"]) {
    assertEquals(report[name], group.slot(name), name);
  }
  assertEquals(report.wall_time_ns, group.slot("ended_ns") - group.slot("started_ns"));
  assertEquals(report.start_offset_ns, group.slot("started_ns") - group.header("released_ns"));
  assertEquals(report.max_gap_ms, Math.floor(group.slot("max_gap_ns") / 1e6));
  assertGreaterOrEqual(group.slot("last_checkpoint_ns"), group.slot("started_ns"));
  assertGreaterOrEqual(group.slot("ended_ns"), group.slot("last_checkpoint_ns"));
});

Deno.test("ktstr-worker's counters grow in shared memory while the workers run", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=YieldHeavy"] });
  await group.spawned();
  group.release();
  await until("it runs", () => group.slot("iterations") > 0);
  const before = group.slot("iterations");
  await until("it has gone on", () => group.slot("iterations") > before);
  assertEquals(group.state(), "RUNNING");
});

Deno.test("ktstr-worker ends by itself when all iterations are done", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=SpinWait", "--iterations=7", "--param=spin_iters=2048"],
    workers: 2,
  });
  await group.spawned();
  group.release();
  assertEquals((await group.finish()).code, 0);
  for (const index of [0, 1]) {
    const { iterations, work_units, checkpoints } = group.report(index);
    assertEquals([iterations, work_units, checkpoints], [7, 14336, 7]);
  }
});

Deno.test("ktstr-worker honours a stop that comes before the start", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  await group.send("stop");
  await until("the stop word is set", () => group.header("stop") === 1);
  await pause(20);
  assertEquals(group.state(), "WAITING");
  group.release();
  assertEquals((await group.finish()).code, 0);
  assertEquals([group.report().iterations, group.report().completed], [0, true]);
});

Deno.test("ktstr-worker's workers stop on SIGUSR1 alone", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  group.release();
  await until("it works", () => group.slot("iterations") > 0);
  Deno.kill(group.only, "SIGUSR1");
  assertEquals((await group.finish()).code, 0);
  assertEquals(group.header("stop"), 0);
  assertEquals([group.exit(), group.report().completed], ["code 0", true]);
});

Deno.test("ktstr-worker uses no CPU of its own while its workers run", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 2 });
  await group.spawned();
  group.release();
  await until("both run", () => [0, 1].every((index) => group.slot("iterations", index) > 0));
  await pause(50);
  const before = readSchedstat(group.pid);
  await pause(500);
  const after = readSchedstat(group.pid);
  assertEquals(after.runCount - before.runCount, 0);
  assertEquals(processState(group.pid), "S");
  assertGreater(group.slot("iterations", 0) + group.slot("iterations", 1), 1000);
});

Deno.test("ktstr-worker learns how workers end though its parent ignored SIGCHLD", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=SpinWait", "--iterations=1"],
    wrapper: ["env", "--ignore-signal=CHLD,PIPE", "--block-signal=USR1,TERM"],
  });
  await group.spawned();
  group.release();
  assertEquals((await group.finish()).code, 0);
  assertEquals(group.exit(), "code 0");
  assert(group.report().completed);
});

Deno.test("ktstr-worker understands commands however they are cut", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  group.release();
  await until("it runs", () => group.state() === "RUNNING");
  Deno.kill(group.only, "SIGSTOP");
  for (const part of ["s", "to", "p\nst", "op\n"]) {
    await group.sendRaw(part);
    await pause(5);
  }
  Deno.kill(group.only, "SIGCONT");
  assertEquals((await group.finish()).code, 0);
  assert(group.report().completed);
});

Deno.test("ktstr-worker kills its workers when it does not understand its runner", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"] });
  await group.spawned();
  await group.send(`halt${"!".repeat(100)}`);
  const { code, stderr } = await group.finish();
  assertEquals(code, 1);
  assertEquals(stderr, `ktstr-worker: unknown command "halt${"!".repeat(27)}" on stdin\n`);
});
