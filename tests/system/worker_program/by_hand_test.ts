import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parseLines, PROGRAM, runProgram } from "./program.ts";
import { childrenOf, exists, processState, readSchedstat, until } from "./processes.ts";

/** Fields of a report in the order of `lib/workload/worker_report.ts`. */
const REPORT_FIELDS = [
  "tid work_units cpu_time_ns wall_time_ns off_cpu_ns migration_count cpus_used migrations",
  "max_gap_ms max_gap_cpu max_gap_at_ms resume_latencies_ns wake_sample_total",
  "iteration_costs_ns iteration_cost_sample_total iterations schedstat_run_delay_ns",
  "schedstat_run_count schedstat_cpu_time_ns completed numa_pages vmstat_numa_pages_migrated",
  "exit_info is_messenger group_idx affinity_error index start_offset_ns checkpoints",
].join(" ").split(" ");

Deno.test("ktstr-worker by hand prints one report a worker, in the order of the workers", async () => {
  const args = "--work SpinWait --workers 3 --duration 100ms --group-idx 4".split(" ");
  const { code, stdout, stderr } = await runProgram(args);
  assertEquals([code, stderr], [0, ""]);
  const reports = parseLines(stdout);
  assertEquals(reports.map((report) => report.index), [0, 1, 2]);
  for (const report of reports) {
    assertEquals(Object.keys(report), REPORT_FIELDS);
    assert(report.completed);
    assertEquals([report.exit_info, report.affinity_error, report.group_idx], [null, null, 4]);
    assertEquals(report.work_units, report.iterations * 1024);
    assertEquals(report.checkpoints, report.iterations);
    assertEquals(report.off_cpu_ns, report.wall_time_ns - report.cpu_time_ns);
    assertGreater(report.wall_time_ns, 0);
    assertGreater(Object.values(report.numa_pages as number[])[0] ?? 0, 0);
    assert(!exists(report.tid), `worker ${report.tid} is left`);
  }
});

interface Cadence {
  readonly work: string;
  readonly spin?: number;
  readonly iterations: number;
  readonly units: number;
  readonly checkpoints: number;
}

const CADENCES: readonly Cadence[] = [
  { work: "SpinWait", iterations: 10, units: 10240, checkpoints: 10 },
  { work: "Mixed", iterations: 10, units: 10240, checkpoints: 10 },
  { work: "YieldHeavy", iterations: 3000, units: 3000, checkpoints: 2 },
  { work: "YieldHeavy", iterations: 1023, units: 1023, checkpoints: 0 },
  { work: "YieldHeavy", iterations: 1024, units: 1024, checkpoints: 1 },
  { work: "SpinWait", spin: 512, iterations: 11, units: 5632, checkpoints: 5 },
  { work: "SpinWait", spin: 1280, iterations: 11, units: 14080, checkpoints: 2 },
  { work: "SpinWait", spin: 320, iterations: 33, units: 10560, checkpoints: 2 },
  { work: "Mixed", spin: 1, iterations: 2050, units: 2050, checkpoints: 2 },
  { work: "SpinWait", spin: 4096, iterations: 3, units: 12288, checkpoints: 3 },
];

for (const { work, spin, iterations, units, checkpoints } of CADENCES) {
  const params = spin === undefined ? [] : ["--param", `spin_iters=${spin}`];
  const name = [work, ...params].join(" ");
  Deno.test(`${name} takes ${checkpoints} checkpoints in ${iterations} iterations`, async () => {
    const args = ["--work", work, ...params, "--iterations", String(iterations)];
    const [report] = parseLines((await runProgram(args)).stdout);
    assertEquals(
      [report.iterations, report.work_units, report.checkpoints, report.completed],
      [iterations, units, checkpoints, true],
    );
  });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`ktstr-worker by hand stops on ${signal} and reports`, async () => {
    const child = start(["--work", "YieldHeavy", "--workers", "2"]);
    await until("two workers run", () => childrenOf(child.pid).length === 2);
    child.kill(signal);
    const { code, stdout } = await child.output();
    assertEquals(code, 0);
    assertEquals(new TextDecoder().decode(stdout).trim().split("\n").length, 2);
  });
}

Deno.test("ktstr-worker by hand kills workers that do not answer on the second Ctrl-C", async () => {
  const child = start(["--work", "SpinWait", "--workers", "2"]);
  await until("two workers run", () => childrenOf(child.pid).filter(hasWorked).length === 2);
  const [stopped = NaN, other = NaN] = childrenOf(child.pid);
  Deno.kill(stopped, "SIGSTOP");
  child.kill("SIGINT");
  await until("the other worker has ended", () => processState(other) === "Z");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 1);
  assertEquals(parseLines(new TextDecoder().decode(stdout)).length, 1);
  assertStringIncludes(
    new TextDecoder().decode(stderr),
    `ktstr-worker: worker 0 (pid ${stopped}) was killed by signal 9`,
  );
});

Deno.test("ktstr-worker by hand says how a worker died and exits with 1", async () => {
  const child = start(["--work", "SpinWait", "--workers", "2", "--duration", "300ms"]);
  await until("two workers run", () => childrenOf(child.pid).length === 2);
  const [, second = NaN] = childrenOf(child.pid);
  Deno.kill(second, "SIGKILL");
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 1);
  assertEquals(parseLines(new TextDecoder().decode(stdout)).map(({ index }) => index), [0]);
  assertEquals(
    new TextDecoder().decode(stderr),
    `ktstr-worker: worker 1 (pid ${second}) was killed by signal 9 (Killed)\n`,
  );
});

Deno.test("ktstr-worker by hand says when its reports cannot be written", async () => {
  const args = ["-c", `"$0" --work SpinWait --iterations 1 > /dev/full`, PROGRAM];
  const { code, stderr } = await runProgram(args, "sh");
  assertEquals(code, 1);
  assertMatch(stderr, /^ktstr-worker: cannot write the reports: No space left on device\n$/);
});

const UNSHARE = ["--mount", "--map-root-user"];
/** The sanitizers' own code needs /proc. */
const sanitized = Deno.env.has("KTSTR_TEST_CFLAGS");
const cannotUnshare = sanitized || !(await new Deno.Command("unshare", {
  args: [...UNSHARE, "true"],
  stderr: "null",
}).output()).success;

Deno.test({
  name: "ktstr-worker by hand runs without /proc, with zeroes where it would have read" +
    (cannotUnshare ? " (SKIP: may not make namespaces, or has sanitizers)" : ""),
  ignore: cannotUnshare,
  fn: async () => {
    const script = `mount -t tmpfs none /proc && exec "$0" --work SpinWait --iterations 5`;
    const { code, stdout, stderr } = await runProgram(
      [...UNSHARE, "sh", "-c", script, PROGRAM],
      "unshare",
    );
    assertEquals(code, 0, stderr);
    const [report] = parseLines(stdout);
    assertEquals(report.numa_pages, {});
    assertEquals([report.schedstat_cpu_time_ns, report.schedstat_run_count], [0, 0]);
    assertEquals(report.vmstat_numa_pages_migrated, 0);
    assertEquals(report.iterations, 5);
  },
});

function start(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(PROGRAM, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
}

/** Whether a worker has used more CPU time than it takes to come to the start. */
function hasWorked(pid: number): boolean {
  return readSchedstat(pid).cpuTimeNs > 20_000_000;
}
