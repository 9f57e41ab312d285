import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { detectCgroups } from "../../../lib/cgroup/mod.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { BENCHMARKS } from "../../bench/benchmarks.ts";
import { type Running, startDeno } from "../support/ktstr_program.ts";
import { livingWorkersOf, runRootsOf } from "../support/leftovers.ts";
import { until } from "../support/until.ts";

/** The rows of each benchmark in a smoke run, in order, and how often each comes. */
const ROWS: Readonly<Record<string, string[]>> = {
  spin: ["SpinWait", "YieldHeavy"],
  start: [
    ...["spawn", "place", "release", "start delay", "stop to last report"],
    ...["spawn", "place", "release", "start skew p50", "start skew p99", "start skew max"],
    "stop to last report",
  ],
  list: ["to an empty deno run", "to an empty deno task", "to both, one after other"],
};

/** A key, three ratios and two figures with their units. */
const ROW =
  /^ {2}(\S.*?) {2,}(\d+\.\d+) +(\d+\.\d+) +(\d+\.\d+) +([\d.]+\S*[a-z]) +([\d.]+\S*[a-z])$/;

const needsCgroups = noCgroups();
const temporaryBefore = new Set(temporaryFiles());

for (const { name } of BENCHMARKS) {
  const reason = name === "start" ? needsCgroups : "";
  Deno.test({
    name: `bench --quick ${name} prints its figures and leaves nothing behind${reason}`,
    ignore: reason !== "",
    async fn() {
      const finished = await startBench(["--quick", name]).finished;
      assertEquals(finished.code, 0, finished.stderr);
      const rows = finished.stdout.split("\n").map((line) => ROW.exec(line))
        .filter((match) => match !== null);
      assertEquals(rows.map(([, what]) => what), ROWS[name], finished.stdout);
      for (const [line, , ...ratios] of rows) {
        for (const ratio of ratios.slice(0, 3)) assertEquals(Number(ratio) >= 0, true, line);
      }
      assertNothingLeft(finished.pid);
    },
  });
}

Deno.test({
  name: `bench leaves nothing behind when it is interrupted${needsCgroups}`,
  ignore: needsCgroups !== "",
  async fn() {
    const { pid, finished } = startBench(["start"]);
    await until("a worker is in its cgroup", () => runRootsOf(pid).some(hasWorker));
    Deno.kill(pid, "SIGTERM");
    const { code, stderr } = await finished;
    assertEquals({ code, stderr }, { code: 130, stderr: "" });
    assertNothingLeft(pid);
  },
});

Deno.test("bench --help names every benchmark", async () => {
  const { code, stdout } = await startBench(["--help"]).finished;
  assertEquals(code, 0);
  for (const { name, summary } of BENCHMARKS) {
    assertMatch(stdout, new RegExp(`^  ${name} `, "m"));
    assertStringIncludes(stdout, summary);
  }
});

Deno.test("bench refuses a benchmark that does not exist", async () => {
  const { code, stdout, stderr } = await startBench(["spni"]).finished;
  assertEquals(code, 64);
  assertEquals(stdout, "");
  assertStringIncludes(stderr, 'Unknown benchmark "spni". Benchmarks are spin, start, list;');
});

function startBench(args: readonly string[]): Running {
  return startDeno(["run", "--allow-all", "tests/bench/main.ts", ...args]);
}

function hasWorker(runRoot: string): boolean {
  try {
    return Deno.readTextFileSync(join(runRoot, "bench", "cgroup.procs")) !== "";
  } catch {
    // Not there yet.
    return false;
  }
}

function temporaryFiles(): string[] {
  return [...Deno.readDirSync("/tmp")].map(({ name }) => name)
    .filter((name) => name.startsWith("ktstr-bench-"));
}

/** Looks for what only a benchmark makes: other programs may run beside it. */
function assertNothingLeft(pid: number): void {
  assertEquals(runRootsOf(pid), [], "cgroups are left");
  assertEquals(livingWorkersOf(pid), [], "worker processes are left");
  const files = temporaryFiles().filter((name) => !temporaryBefore.has(name));
  assertEquals(files, [], "temporary files are left");
  assertEquals([...processesFrom("/tmp/ktstr-bench-")], [], "reference programs are left");
}

function* processesFrom(prefix: string): Generator<string> {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const program = Deno.readLinkSync(`/proc/${name}/exe`);
      if (program.startsWith(prefix)) yield `${name} ${program}`;
    } catch {
      // It has ended, or is a thread of the kernel.
    }
  }
}

/** Why no cgroups can be made here, as a part of a test's name; empty when they can. */
function noCgroups(): string {
  try {
    detectCgroups();
    return "";
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return " (SKIP: no writable cgroup hierarchy)";
  }
}
