import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { ManagedGroup } from "./managed_group.ts";
import { buildProgram, PROGRAM, TEST_TYPES } from "./program.ts";
import { alive, exists, pause, processState, readProc, until } from "./processes.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const misbehaving = await buildProgram(join(folder, "program"), { with: TEST_TYPES });

/** Starts a group and waits until all of its workers run. */
async function running(work: string, workers: number, program = PROGRAM): Promise<ManagedGroup> {
  const group = await ManagedGroup.start({ args: [`--work=${work}`], workers, program });
  await group.spawned();
  group.release();
  await until("all run", () => group.pids.every((_, i) => group.state(i) === "RUNNING"));
  return group;
}

Deno.test("ktstr-worker tells of a worker that died before the start at once", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 2 });
  await group.spawned();
  Deno.kill(group.pids[1] ?? NaN, "SIGKILL");
  await group.next("exit");
  assertEquals(group.exit(1), "signal 9");
  assertEquals(group.state(0), "WAITING");
  group.release();
  await until("the other one runs", () => group.slot("iterations", 0) > 0);
  await group.send("stop");
  assertEquals((await group.finish()).code, 0);
  assertEquals(group.exit(0), "code 0");
  assert(group.report(0).completed);
});

Deno.test("ktstr-worker tells of a worker killed while it ran, whose counters stay", async () => {
  await using group = await running("SpinWait", 2);
  await until("it has worked", () => group.slot("iterations", 1) > 0);
  Deno.kill(group.pids[1] ?? NaN, "SIGKILL");
  await group.next("exit");
  assertEquals(group.exit(1), "signal 9");
  assertEquals(processState(group.pids[1] ?? NaN), "Z", "its pid must stay reserved");
  assert(group.slot("iterations", 1) > 0);
  await group.send("stop");
  assertEquals((await group.finish()).code, 0);
  assert(group.report(0).completed);
});

Deno.test("ktstr-worker's stop leaves a stopped worker to kill", async () => {
  await using group = await running("SpinWait", 2);
  Deno.kill(group.only, "SIGSTOP");
  await group.send("stop");
  await group.next("exit");
  await pause(50);
  assertEquals(group.exit(0), "");
  await group.send("kill");
  assertEquals((await group.finish()).code, 0);
  assertEquals([group.exit(0), group.exit(1)], ["signal 9", "code 0"]);
});

Deno.test("ktstr-worker's kill ends workers that wait, run, or are stopped", async () => {
  for (const released of [false, true]) {
    await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 3 });
    await group.spawned();
    if (released) group.release();
    Deno.kill(group.only, "SIGSTOP");
    await group.send("kill");
    assertEquals((await group.finish()).code, 0);
    assertEquals([0, 1, 2].map((i) => group.exit(i)), ["signal 9", "signal 9", "signal 9"]);
    assertEquals(group.messages.at(-1)?.type, "done");
  }
});

Deno.test("ktstr-worker's workers die with it when it is killed", async () => {
  for (const released of [false, true]) {
    await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 3 });
    await group.spawned();
    if (released) group.release();
    Deno.kill(group.only, "SIGSTOP");
    Deno.kill(group.pid, "SIGKILL");
    await until("all are dead", () => !group.pids.some(alive), 1000);
  }
});

Deno.test("ktstr-worker kills everything and leaves when its runner vanishes", async () => {
  for (const released of [false, true]) {
    await using group = await ManagedGroup.start({ args: ["--work=SpinWait"], workers: 3 });
    await group.spawned();
    if (released) group.release();
    Deno.kill(group.only, "SIGSTOP");
    await group.vanish();
    const { code, stderr } = await group.finish();
    assertEquals([code, stderr], [1, ""]);
    assertEquals(group.pids.filter(exists), []);
    assertEquals(group.messages.length, 1);
  }
});

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  Deno.test(`ktstr-worker kills everything and leaves on ${signal}`, async () => {
    await using group = await running("Mixed", 2);
    Deno.kill(group.pid, signal);
    assertEquals((await group.finish()).code, 1);
    assertEquals(group.pids.filter(exists), []);
  });
}

Deno.test("ktstr-worker leaves when nobody reads what it says", async () => {
  await using group = await running("SpinWait", 2);
  await group.deafen();
  Deno.kill(group.only, "SIGKILL");
  assertEquals((await group.finish()).code, 1);
  assertEquals(group.pids.filter(exists), []);
});

Deno.test("ktstr-worker repeats the stop until a blocked worker has come back", async () => {
  await using group = await running("TestBlocks", 3, misbehaving);
  await until("all block", () => group.pids.every((pid) => processState(pid) === "S"));
  await group.send("stop");
  assertEquals((await group.finish()).code, 0);
  for (const index of [0, 1, 2]) assertEquals(group.report(index).iterations, 1);
});

Deno.test("ktstr-worker goes on signalling a worker that ignores the stop, until kill", async () => {
  await using group = await running("TestDeaf", 1, misbehaving);
  await until("it sleeps", () => processState(group.only) === "S");
  await group.send("stop");
  const wakes = () => Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status())?.[1]);
  const status = () => readProc(group.only, "status");
  const before = wakes();
  await until("it was signalled several times", () => wakes() > before + 3);
  await group.send("kill");
  assertEquals((await group.finish()).code, 0);
  assertEquals(group.exit(), "signal 9");
});

Deno.test("ktstr-worker tells how workers exit that never report", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=TestExits"],
    workers: 2,
    program: misbehaving,
  });
  await group.spawned();
  group.release();
  assertEquals((await group.finish()).code, 0);
  assertEquals([group.exit(0), group.exit(1)], ["code 3", "code 0"]);
  assert(!group.messages.some(({ type }) => type === "report"));
});

Deno.test("ktstr-worker tells which signal a worker died of", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=TestCrashes"],
    program: misbehaving,
  });
  await group.spawned();
  group.release();
  await group.finish();
  assertEquals(group.exit(), "signal 6");
});

Deno.test("ktstr-worker hands on the part of a report that a dying worker wrote", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=TestBreaksOff"],
    program: misbehaving,
  });
  await group.spawned();
  group.release();
  await group.finish();
  const report = group.messages.find((message) => message.type === "report");
  assertEquals(new TextDecoder().decode(report?.payload), '{"tid":');
  assertEquals(group.exit(), "signal 9");
});

Deno.test("ktstr-worker says oversize instead of a report beyond 16 MiB", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=TestFloods"],
    program: misbehaving,
  });
  await group.spawned();
  group.release();
  assertEquals((await group.finish()).code, 0);
  const types = group.messages.map(({ type }) => type);
  assertEquals(types, ["spawned", "oversize", "exit", "done"]);
  assertEquals(group.exit(), "code 0");
});

Deno.test("ktstr-worker neither waits for nor leaves a child of a worker", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=TestLeavesChild"],
    workers: 2,
    program: misbehaving,
  });
  await group.spawned();
  // The second worker is held back, so that the first one's child can be seen.
  Deno.kill(group.pids[1] ?? NaN, "SIGSTOP");
  group.release();
  await group.next("exit");
  assertEquals(group.exit(0), "code 0");
  Deno.kill(group.pids[1] ?? NaN, "SIGCONT");
  assertEquals((await group.finish()).code, 0);
  await until("no process of the groups is left", () => leftOf(group.pids).length === 0, 1000);
});

Deno.test("ktstr-worker tells of a worker whose type cannot prepare", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=TestCannotPrepare"],
    program: misbehaving,
  });
  await group.spawned();
  group.release();
  const { stderr } = await group.finish();
  assertEquals(group.exit(), "code 71");
  assertEquals(
    stderr,
    "ktstr-worker: TestCannotPrepare worker 0 cannot prepare its work: ENOMEM\n",
  );
});

Deno.test("ktstr-worker loses nothing and goes on stopping while its runner does not read", async () => {
  const workers = 500;
  await using group = await running("YieldHeavy", workers);
  await group.send("stop");
  // Nobody reads: the reports do not fit into the pipe, yet every worker must come to its end.
  await until(
    "all have reported and are reaped",
    () => group.pids.every((pid, i) => !exists(pid) && group.state(i) === "REPORTED"),
  );
  assertEquals((await group.finish()).code, 0);
  for (let index = 0; index < workers; index++) {
    assert(group.report(index).completed);
    assertEquals(group.exit(index), "code 0");
  }
  const bytes = group.messages.reduce(
    (sum, message) => sum + (message.type === "report" ? message.payload.length : 0),
    0,
  );
  // A pipe holds 64 KiB, and the reader on this side may have taken as much again.
  assertGreater(bytes, 4 * 65536);
});

Deno.test("ktstr-worker hears that its runner vanished though nobody reads what it says", async () => {
  await using group = await running("YieldHeavy", 500);
  Deno.kill(group.only, "SIGSTOP");
  await group.send("stop");
  await until("all others have ended", () => !group.pids.slice(1).some(alive));
  await group.vanish();
  await until("the last one is killed", () => !alive(group.only), 2000);
});

/** Processes whose group is one of these. */
function leftOf(groups: readonly number[]): number[] {
  return [...Deno.readDirSync("/proc")]
    .map((entry) => Number(entry.name))
    .filter((pid) => !Number.isNaN(pid))
    .filter((pid) => {
      const group = Number(readProc(pid, "stat").replace(/^.*\) /, "").split(" ")[2]);
      return groups.includes(group) && processState(pid) !== "Z";
    });
}

Deno.test("ktstr-worker says EMFILE when there are fewer descriptors than workers", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=SpinWait"],
    workers: 64,
    wrapper: ["prlimit", "--nofile=40:40"],
  });
  const { errno, text } = await group.next("failed");
  assertEquals(errno, "EMFILE");
  assertMatch(text, /^report pipe of worker \d+ of 64: a process may open 40 files, raise/);
  assertEquals((await group.finish()).code, 71);
  const forked = Array.from({ length: 64 }, (_, index) => group.slot("pid", index))
    .filter((pid) => pid !== 0);
  assertGreater(forked.length, 10);
  assertEquals(forked.filter(exists), []);
});

Deno.test("ktstr-worker raises a soft limit of descriptors by itself", async () => {
  await using group = await ManagedGroup.start({
    args: ["--work=SpinWait"],
    workers: 64,
    wrapper: ["prlimit", "--nofile=40:400"],
  });
  assertEquals((await group.spawned()).length, 64);
});

const notRoot = Deno.uid() !== 0;
/** A user that owns no other process: its limit counts this test's processes only. */
const LONELY_USER = 64_321;

Deno.test({
  name: "ktstr-worker says EAGAIN with the worker's number when it may not fork" +
    (notRoot ? " (SKIP: needs root to become another user)" : ""),
  ignore: notRoot,
  fn: async () => {
    // The other user may not be able to reach the program where it was built.
    await Deno.chmod(folder, 0o755);
    const program = join(folder, "ktstr-worker");
    await Deno.copyFile(PROGRAM, program);
    await using group = await ManagedGroup.start({
      args: ["--work=SpinWait"],
      program,
      workers: 64,
      wrapper: ["setpriv", `--reuid=${LONELY_USER}`, "--clear-groups", "--inh-caps=-all"].concat(
        ["prlimit", "--nproc=17:17"],
      ),
    });
    const failed = await group.next("failed");
    assertEquals([failed.errno, failed.text], ["EAGAIN", "fork worker 17 of 64"]);
    assertEquals(group.messages.length, 1);
    assertEquals((await group.finish()).code, 71);
    assertEquals(processesOf(LONELY_USER), []);
  },
});

function processesOf(uid: number): string[] {
  return [...Deno.readDirSync("/proc")].map((entry) => entry.name).filter((name) =>
    readProc(Number(name), "status").includes(`\nUid:\t${uid}\t`)
  );
}

Deno.test("ktstr-worker refuses shared memory that is too small or of another layout", async () => {
  await using small = await ManagedGroup.start({
    args: ["--work=SpinWait"],
    slots: new Uint8Array(4096),
  });
  const { errno, text } = await small.next("failed");
  assertEquals(errno, "EINVAL");
  assertMatch(text, /^the shared memory has 4096 bytes, 1 workers need \d+$/);

  const other = new Uint8Array(1024 * 1024);
  new DataView(other.buffer).setUint32(8, 99, true);
  await using foreign = await ManagedGroup.start({ args: ["--work=SpinWait"], slots: other });
  const refused = await foreign.next("failed");
  assertEquals(
    [refused.errno, refused.text],
    ["EPROTO", "the shared memory has layout 99, this program knows 1"],
  );
});
