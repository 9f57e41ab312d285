import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { DEFAULT_LIMITS, judge } from "../../../lib/check/mod.ts";
import { renderPretty } from "../../../lib/report/mod.ts";
import { textWidth } from "../../../lib/report/text_layout.ts";
import type { ScenarioResult } from "../../../lib/scenario/mod.ts";
import {
  cgroupResult,
  checkResult,
  deadReport,
  environment,
  evidence,
  scenarioResult,
  workerReport,
} from "../fixtures.ts";

/** The report without colours, as lines. */
const lines = (result: ScenarioResult, width = 100, notes: string[] = []) =>
  renderPretty(result, { colour: false, width, notes }).split("\n");

/** Three workers: one with a long gap, one that was killed, one unfair and outside its cpuset. */
function troubled(): ScenarioResult {
  const reports = [
    workerReport({ max_gap_ms: 3100, max_gap_cpu: 1, max_gap_at_ms: 4512 }),
    deadReport({ index: 1 }),
    workerReport({ index: 2, off_cpu_ns: 900_000_000, cpus_used: [0, 3], migrations: [] }),
  ];
  return scenarioResult({
    verdict: "fail",
    checks: judge(evidence(reports), DEFAULT_LIMITS),
    cgroups: [cgroupResult("cg_0", reports)],
  });
}

Deno.test("renderPretty() shows a passing run with one row a cgroup and the checks in one line", () => {
  assertEquals(lines(scenarioResult()), [
    "PASS steady in 1s (seed 42, Linux 6.18.0, fair class)",
    "  2 CPUs, 2 cores, 1 LLC, 1 NUMA node, Example CPU, cgroup v2",
    "",
    "  cgroup  workers  CPUs used   off-CPU %   spread  longest gap             migrations  iterations",
    "  cg_0          2  0-1 of 0-1  50.0..50.0     0.0  12ms on CPU 1 at 640ms           2          2k",
    "  cg_1          2  0-1 of 0-1  50.0..50.0     0.0  12ms on CPU 1 at 640ms           2          2k",
    "",
    "  cgroup  it/s  run delay avg/max  start skew p50/max",
    "  cg_0      2k  490ms/490ms        800us/800us",
    "  cg_1      2k  490ms/490ms        800us/800us",
    "",
    "  passed: not_starved, completed, isolation, max_spread_pct, max_gap_ms",
    "",
  ]);
});

Deno.test("renderPretty() puts a table into one block when the terminal is wide enough", () => {
  const shown = lines(scenarioResult(), 160);
  assertEquals(shown.filter((line) => line.trimStart().startsWith("cgroup ")).length, 1);
  assertEquals(
    shown[4],
    "  cg_0          2  0-1 of 0-1  50.0..50.0     0.0  12ms on CPU 1 at 640ms           2  " +
      "        2k    2k  490ms/490ms        800us/800us",
  );
});

Deno.test("renderPretty() shows each failed check with value, limit and worker", () => {
  assertEquals(lines(troubled(), 80), [
    "FAIL steady in 1s (seed 42, Linux 6.18.0, fair class)",
    "  2 CPUs, 2 cores, 1 LLC, 1 NUMA node, Example CPU, cgroup v2",
    "",
    "  cgroup    workers  CPUs used     off-CPU %   spread  longest gap",
    "  cg_0    3, 1 dead  0-1,3 of 0-1  50.0..90.0    40.0  3.1s on CPU 1 at 4.51s",
    "",
    "  cgroup  migrations  iterations  it/s  run delay avg/max  start skew p50/max",
    "  cg_0             3          3k    3k  490ms/490ms        800us/800us",
    "",
    "  FAIL completed in cg_0: 1 worker (limit 0 workers, 3 samples)",
    "    cg_0 group 0 worker 1 (tid 4243) was killed by signal 9 (SIGKILL)",
    "  FAIL isolation in cg_0: 1 worker (limit 0 workers, 3 samples)",
    "    cg_0 group 0 worker 2 (tid 4244) was seen on CPU 3 outside the cpuset 0-1",
    "  FAIL max_spread_pct in cg_0: 40 % (limit 15 %, 2 samples)",
    "    cg_0 group 0 worker 2 (tid 4244) was off its CPU for 90.0 % of its time and",
    "    cg_0 group 0 worker 0 (tid 4242) for 50.0 %: they differ by 40.0 points",
    "    (limit 15)",
    "  FAIL max_gap_ms in cg_0: 3100 ms (limit 2000 ms, 3000 samples)",
    "    cg_0 group 0 worker 0 (tid 4242) took no checkpoint for 3100 ms on CPU 1,",
    "    until 4512 ms after its start (limit 2000 ms)",
    "  passed: not_starved",
    "",
  ]);
});

Deno.test("renderPretty() tells inconclusive and skipped checks from passed ones", () => {
  const checks = [
    checkResult(),
    checkResult({ cgroup: "cg_1" }),
    checkResult({ name: "max_gap_ms", unit: "ms", value: 12, limit: 2000 }),
    checkResult({
      name: "max_gap_ms",
      cgroup: "cg_1",
      verdict: "inconclusive",
      unit: "ms",
      value: null,
      limit: 2000,
      samples: 0,
      message: "cg_1 has no worker reports",
    }),
    checkResult({
      name: "max_spread_pct",
      verdict: "skip",
      message: "one worker in cg_0 has nothing to compare with",
    }),
  ];
  assertEquals(lines(scenarioResult({ checks, verdict: "inconclusive" })).slice(-5), [
    "  INCONCLUSIVE max_gap_ms in cg_1: nothing measured (limit 2000 ms, 0 samples)",
    "    cg_1 has no worker reports",
    "  passed: not_starved, max_gap_ms (1 of 2 cgroups)",
    "  skipped: max_spread_pct: one worker in cg_0 has nothing to compare with",
    "",
  ]);
});

Deno.test("renderPretty() shows a value close to its limit with enough digits", () => {
  const check = checkResult({ verdict: "fail", value: 15.004, limit: 15, unit: "%" });
  assertStringIncludes(
    lines(scenarioResult({ checks: [check] })).join("\n"),
    "FAIL not_starved in cg_0: 15.004 % (limit 15 %, 2 samples)",
  );
});

Deno.test("renderPretty() says that a run was interrupted and how far it got", () => {
  const result = scenarioResult({
    interrupted: true,
    verdict: "inconclusive",
    reason: "Interrupted before its time",
    duration_ns: 340_000_000,
  });
  assertEquals(lines(result).slice(0, 3), [
    "INCONCLUSIVE steady in 340ms (seed 42, Linux 6.18.0, fair class)",
    "  2 CPUs, 2 cores, 1 LLC, 1 NUMA node, Example CPU, cgroup v2",
    "  interrupted after 340ms of 1s: the figures are what was measured until then",
  ]);
});

Deno.test("renderPretty() says why a scenario was skipped, without an empty table", () => {
  const result = scenarioResult({
    verdict: "skip",
    reason: 'Cgroup "cg_0" needs CPUs 2-3, this machine has 2 online: 0-1',
    duration_ns: 0,
    checks: [],
    cgroups: [],
  });
  assertEquals(lines(result), [
    "SKIP steady (seed 42, Linux 6.18.0, fair class)",
    "  2 CPUs, 2 cores, 1 LLC, 1 NUMA node, Example CPU, cgroup v2",
    '  reason: Cgroup "cg_0" needs CPUs 2-3, this machine has 2 online: 0-1',
    "",
  ]);
});

Deno.test("renderPretty() names the scheduler and warns when it changed during the run", () => {
  const ext = { class: "ext", ops: "simple_1.0", enable_seq: 3 } as const;
  const fair = { class: "fair", ops: null, enable_seq: 3 } as const;
  const header = (before: typeof ext | typeof fair, after: typeof ext | typeof fair | null) =>
    lines(scenarioResult({
      environment: environment({
        scheduler: { before, after: after ?? { ...before, enable_seq: 5 } },
        cpu_model: null,
        kernel: null,
        virtualisation: "QEMU",
      }),
    }));
  assertEquals(header(ext, ext)[0], "PASS steady in 1s (seed 42, sched_ext simple_1.0)");
  assertEquals(
    header(ext, ext)[1],
    "  2 CPUs, 2 cores, 1 LLC, 1 NUMA node, cgroup v2, virtual machine (QEMU)",
  );
  assertEquals(header(ext, ext)[2], "");
  assertEquals(
    header(ext, fair)[2],
    "  the scheduler changed during the run: sched_ext simple_1.0 before, fair class after",
  );
  assertEquals(
    header(ext, null)[2],
    "  a scheduler was loaded during the run: sched_ext enable_seq was 3 before, 5 after",
  );
});

Deno.test("renderPretty() says what a virtual machine runs on and what its host took", () => {
  const machine = (changes: Parameters<typeof environment>[0]) =>
    lines(scenarioResult({ environment: environment({ cpu_model: null, ...changes }) }), 120)[1];
  const bare = "  2 CPUs, 2 cores, 1 LLC, 1 NUMA node, cgroup v2";
  assertEquals(machine({ steal_pct: 0 }), bare);
  assertEquals(
    machine({ virtualisation: "QEMU", accelerator: "tcg", steal_pct: 0 }),
    `${bare}, virtual machine (QEMU, emulated by TCG)`,
  );
  assertEquals(
    machine({ virtualisation: "QEMU", accelerator: "kvm", steal_pct: 12.34 }),
    `${bare}, virtual machine (QEMU, KVM), the host took 12.3 % of a CPU`,
  );
});

Deno.test("renderPretty() shows dashes for a cgroup without reports, never zeros for figures", () => {
  assertEquals(lines(scenarioResult({ cgroups: [cgroupResult("cg_0", [])] })).slice(3, 8), [
    "  cgroup  workers  CPUs used    off-CPU %  spread  longest gap  migrations  iterations  it/s",
    "  cg_0          0  none of 0-1  -               -  -                     0           0     -",
    "",
    "  cgroup  run delay avg/max  start skew p50/max",
    "  cg_0    -                  -",
  ]);
});

Deno.test("renderPretty() shows one share for one worker, and counts CPUs of a long list", () => {
  const evens = Array.from({ length: 32 }, (_, i) => 2 * i);
  const cgroup = {
    ...cgroupResult("cg_0", [workerReport({ cpus_used: evens, max_gap_ms: 0 })]),
    cpuset: "0-127",
  };
  assertEquals(
    lines(scenarioResult({ cgroups: [cgroup] }))[4],
    "  cg_0          1  32 of 128  50.0            -  <1ms on CPU 1 at 640ms           1          1k",
  );
});

Deno.test("renderPretty() cuts long names in the table and keeps them whole elsewhere", () => {
  const name = `tenant_${"x".repeat(60)}_7`;
  const result = scenarioResult({
    scenario: name,
    cgroups: [cgroupResult(name, [workerReport()])],
    checks: [checkResult({ cgroup: name, verdict: "fail", message: `${name} is to blame` })],
  });
  const shown = lines(result, 100);
  assertStringIncludes(shown.join("\n"), "  tenant_xxxx...xxxxxxxx_7  ");
  assertEquals(shown.slice(0, 2), [`PASS ${name} in 1s (seed 42, Linux`, "6.18.0, fair class)"]);
  assertStringIncludes(shown.join("\n"), `    ${name} is to blame`);
});

Deno.test("renderPretty() shows notes, and workers that ran without their affinity", () => {
  const refused = (index: number) =>
    workerReport({ index, affinity_error: "sched_setaffinity: EINVAL" });
  const result = scenarioResult({ cgroups: [cgroupResult("cg_0", [refused(0), refused(1)])] });
  assertEquals(lines(result, 100, ["cpusets use the v1 controller"]).slice(-5), [
    "",
    "  note: cpusets use the v1 controller",
    "  note: cg_0 group 0 worker 0 (tid 4242) ran without its affinity: sched_setaffinity: EINVAL (and 1",
    "        more of this cgroup)",
    "",
  ]);
});

Deno.test("renderPretty() marks verdicts with colours only when asked", () => {
  const coloured = renderPretty(troubled(), { colour: true, width: 80 });
  assertStringIncludes(coloured, "\x1b[1m\x1b[31mFAIL\x1b[39m\x1b[22m steady in 1s");
  assertStringIncludes(coloured, "\x1b[1m\x1b[32mpassed:\x1b[39m\x1b[22m not_starved");
  // deno-lint-ignore no-control-regex -- escape sequences are what is removed
  const bare = coloured.replaceAll(/\x1b\[\d+m/g, "");
  assertEquals(bare, renderPretty(troubled(), { colour: false, width: 80 }));
});

Deno.test("renderPretty() lets no text from outside move the cursor", () => {
  const result = scenarioResult({
    reason: "panic\x1b[2J\rgone",
    checks: [checkResult({ verdict: "fail", message: "threw: \x07\x1b]0;title\x07" })],
    environment: environment({ cpu_model: "CPU\x1b[31m" }),
  });
  const shown = renderPretty(result, { colour: false, width: 80, notes: ["a\x1bb"] });
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  assert(!/[\x00-\x09\x0b-\x1f\x7f]/.test(shown));
});

Deno.test("renderPretty() is plain ASCII and never wider than the terminal", () => {
  const widths = fc.integer({ min: 40, max: 200 });
  fc.assert(fc.property(widths, fc.boolean(), (width, trouble) => {
    for (const line of lines(trouble ? troubled() : scenarioResult(), width, ["some note"])) {
      assert(textWidth(line) <= width, `${textWidth(line)} > ${width}: ${line}`);
      assert(/^[\x20-\x7e]*$/.test(line), line);
      assertEquals(line, line.trimEnd());
    }
  }));
});
