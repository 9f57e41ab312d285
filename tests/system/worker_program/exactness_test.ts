import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "@std/assert";
import { ManagedGroup } from "./managed_group.ts";
import { pause, pinTo, processState, readSched, readSchedstat, until } from "./processes.ts";

/**
 * What a worker may differ from what is read from outside, in ns: the scheduler books a running
 * task at ticks of at most 10 ms only, and the outside cannot read at the worker's own moments.
 */
const BOOKING_NS = 20_000_000;

/** CPU time that two reads of the kernel's clocks, one after the other, may take a worker, in ns. */
const SAME_MOMENT_NS = 300_000;

/** Two workers: the second one keeps the supervisor, and so the first one's zombie, alive. */
async function pair(work: string): Promise<ManagedGroup> {
  const group = await ManagedGroup.start({ args: [`--work=${work}`], workers: 2 });
  await group.spawned();
  return group;
}

/** Stops the group while its second worker is held, so that the first is left as a zombie. */
async function endFirst(group: ManagedGroup): Promise<void> {
  Deno.kill(group.pids[1] ?? NaN, "SIGSTOP");
  await group.send("stop");
  await group.next("exit");
  assertEquals(group.exit(0), "code 0");
  assertEquals(processState(group.only), "Z");
}

async function finish(group: ManagedGroup): Promise<void> {
  Deno.kill(group.pids[1] ?? NaN, "SIGCONT");
  assertEquals((await group.finish()).code, 0);
}

for (const work of ["SpinWait", "YieldHeavy", "Mixed"]) {
  Deno.test(`${work}'s CPU time, run delay and run count agree with the kernel's`, async () => {
    await using group = await pair(work);
    // CPU time that the worker uses before its start must not appear in its report.
    while (readSchedstat(group.only).cpuTimeNs < 10 * SAME_MOMENT_NS) {
      Deno.kill(group.only, "SIGSTOP");
      Deno.kill(group.only, "SIGCONT");
    }
    await until("it waits again", () => processState(group.only) === "S");
    const waiting = readSchedstat(group.only);
    group.release();
    await until("it runs", () => group.slot("iterations") > 0);
    await pause(300);
    Deno.kill(group.only, "SIGSTOP");
    await until("it is stopped", () => processState(group.only) === "T");
    const halfway = readSchedstat(group.only);
    Deno.kill(group.only, "SIGCONT");
    await endFirst(group);
    const dead = readSchedstat(group.only);
    await finish(group);
    const report = group.report();

    // While it waited and after it died, the kernel's numbers stood still: they enclose the loop.
    assertLessOrEqual(report.schedstat_cpu_time_ns, dead.cpuTimeNs - waiting.cpuTimeNs);
    assertLessOrEqual(report.schedstat_run_delay_ns, dead.runDelayNs - waiting.runDelayNs);
    assertLessOrEqual(report.schedstat_run_count, dead.runCount - waiting.runCount);
    assertGreaterOrEqual(
      report.schedstat_cpu_time_ns,
      halfway.cpuTimeNs - waiting.cpuTimeNs - BOOKING_NS,
    );
    assertGreaterOrEqual(
      report.schedstat_run_delay_ns,
      halfway.runDelayNs - waiting.runDelayNs - BOOKING_NS,
    );
    assertGreaterOrEqual(report.schedstat_run_count, halfway.runCount - waiting.runCount - 1);
    assertLess(dead.cpuTimeNs - waiting.cpuTimeNs - report.schedstat_cpu_time_ns, BOOKING_NS);
    assertLess(dead.runCount - waiting.runCount - report.schedstat_run_count, 20);

    // Two clocks of the kernel for the same thing, read next to each other.
    assertLess(Math.abs(report.cpu_time_ns - report.schedstat_cpu_time_ns), SAME_MOMENT_NS);
    assertLessOrEqual(report.cpu_time_ns, report.wall_time_ns);
    assertEquals(report.off_cpu_ns, report.wall_time_ns - report.cpu_time_ns);
    assertGreater(report.cpu_time_ns, 10_000_000);
  });
}

Deno.test("run count is how often the worker was picked, which its switches enclose", async () => {
  await using group = await pair("YieldHeavy");
  // Alone with another worker on one CPU, every yield hands over.
  for (const pid of group.pids) await pinTo(pid, 0);
  const before = readSched(group.only, "nr_switches");
  group.release();
  await until("it has worked", () => group.slot("iterations") > 2000);
  await endFirst(group);
  const switches = readSched(group.only, "nr_switches") - before;
  await finish(group);
  const count = group.report().schedstat_run_count;
  assertGreater(count, 100);
  assertLess(Math.abs(switches - count), 20, `${switches} switches, picked ${count} times`);
});

Deno.test("migrations are those that were forced from outside, in order", async () => {
  const bounces = 12;
  await using group = await pair("SpinWait");
  await pinTo(group.only, 0);
  group.release();
  await until("it runs on CPU 0", () => group.slot("checkpoints") > 0);
  // Only now: the kernel moves a sleeping task when it wakes.
  const before = readSched(group.only, "se.nr_migrations");
  const moments: number[] = [];
  for (let n = 1; n <= bounces; n++) {
    await pinTo(group.only, n % 2);
    await until(`it was seen on CPU ${n % 2}`, () => group.slot("migration_count") === n);
    moments.push(group.slot("last_checkpoint_ns") - group.slot("started_ns"));
  }
  await endFirst(group);
  const migrations = readSched(group.only, "se.nr_migrations") - before;
  await finish(group);
  const report = group.report();
  assertEquals([report.migration_count, migrations], [bounces, bounces]);
  assertEquals(report.cpus_used, [0, 1]);
  assertEquals(
    report.migrations.map(({ from_cpu, to_cpu }: Record<string, number>) => [from_cpu, to_cpu]),
    Array.from({ length: bounces }, (_, n) => [n % 2, 1 - n % 2]),
  );
  const times = report.migrations.map(({ at_ns }: { at_ns: number }) => at_ns);
  assertEquals(times, times.toSorted((a: number, b: number) => a - b));
  for (const [n, seen] of moments.entries()) {
    assertLessOrEqual(times[n], seen);
    if (n > 0) assertGreater(times[n], moments[n - 1] ?? NaN);
  }
});

Deno.test("a worker that is never moved reports its one CPU and no migration", async () => {
  await using group = await pair("Mixed");
  for (const pid of group.pids) await pinTo(pid, 1);
  group.release();
  await until("it has worked", () => group.slot("checkpoints") > 100);
  await endFirst(group);
  await finish(group);
  const { cpus_used, migrations, migration_count } = group.report();
  assertEquals([cpus_used, migrations, migration_count], [[1], [], 0]);
});

Deno.test("a worker stopped for 700 ms reports that gap, when it ended and on which CPU", async () => {
  await using group = await pair("SpinWait");
  await pinTo(group.only, 1);
  group.release();
  await until("it runs", () => group.slot("checkpoints") > 0);
  await pause(200);
  Deno.kill(group.only, "SIGSTOP");
  await until("it is stopped", () => processState(group.only) === "T");
  const frozenAt = group.slot("last_checkpoint_ns") - group.slot("started_ns");
  const checkpoints = group.slot("checkpoints");
  const began = performance.now();
  await pause(700);
  assertEquals(group.slot("checkpoints"), checkpoints);
  const stoppedMs = performance.now() - began;
  Deno.kill(group.only, "SIGCONT");
  await until("it goes on", () => group.slot("checkpoints") > checkpoints + 100);
  await endFirst(group);
  await finish(group);

  const report = group.report();
  assertGreaterOrEqual(report.max_gap_ms, 699);
  assertGreaterOrEqual(report.max_gap_ms, Math.floor(stoppedMs) - 1);
  // It began at the last checkpoint before the stop and lasted until the next one.
  const gapEndMs = frozenAt / 1e6 + report.max_gap_ms;
  assertLessOrEqual(Math.abs(report.max_gap_at_ms - gapEndMs), 1.5);
  assertEquals(report.max_gap_cpu, 1);
  assertGreaterOrEqual(report.wall_time_ns, (stoppedMs + 199) * 1e6);
  assertGreaterOrEqual(report.off_cpu_ns, (stoppedMs - 1) * 1e6);
  // Stopped is neither running nor waiting for a CPU.
  assertLess(report.cpu_time_ns + report.schedstat_run_delay_ns, report.wall_time_ns - 690e6);
});

Deno.test("numa_pages adds up to the worker's resident pages", async () => {
  await using group = await pair("SpinWait");
  group.release();
  await until("it runs", () => group.slot("checkpoints") > 0);
  const maps = await Deno.readTextFile(`/proc/${group.only}/numa_maps`);
  const resident = [...maps.matchAll(/ N\d+=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
  await endFirst(group);
  await finish(group);
  const pages = Object.values(group.report().numa_pages as Record<string, number>)
    .reduce((sum, n) => sum + n, 0);
  // Writing the report itself takes some memory.
  assertGreaterOrEqual(pages, resident);
  assertLess(pages - resident, 200);
  assert(resident > 50);
});
