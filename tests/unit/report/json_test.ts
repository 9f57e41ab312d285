import { assert, assertEquals } from "@std/assert";
import { renderJson } from "../../../lib/report/mod.ts";
import type { ScenarioResult } from "../../../lib/scenario/mod.ts";
import { cgroupResult, deadReport, scenarioResult, workerReport } from "../fixtures.ts";

/** The same value with the keys of every object the other way round. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).reverse().map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

Deno.test("renderJson() is one line that holds the whole result", () => {
  const result = scenarioResult();
  const text = renderJson(result);
  assertEquals(text.indexOf("\n"), text.length - 1);
  assertEquals(JSON.parse(text), result);
});

Deno.test("renderJson() writes keys in the same order wherever the result came from", () => {
  const result = scenarioResult();
  const fixed: (keyof ScenarioResult)[] = ["plan"];
  const shuffled = reverseKeys(result) as ScenarioResult;
  for (const key of fixed) Object.assign(shuffled, { [key]: result[key] });
  shuffled.environment.scheduler = result.environment.scheduler;
  shuffled.environment.topology = result.environment.topology;
  shuffled.cgroups = shuffled.cgroups.map((cgroup, c) => ({
    ...cgroup,
    reports: cgroup.reports.map((report, w) => ({
      ...report,
      migrations: result.cgroups[c]?.reports[w]?.migrations ?? [],
    })),
  }));
  assertEquals(renderJson(shuffled), renderJson(result));
});

Deno.test("renderJson() begins with what identifies the run, and reports in the original's order", () => {
  const text = renderJson(scenarioResult());
  assert(
    text.startsWith(
      '{"schema_version":1,"ktstr_version":"0.1.0","scenario":"steady","verdict":"pass"',
    ),
  );
  const report = JSON.parse(text).cgroups[0].reports[0];
  assertEquals(Object.keys(report).slice(0, 4), [
    "tid",
    "work_units",
    "cpu_time_ns",
    "wall_time_ns",
  ]);
  assertEquals(Object.keys(report).slice(-4), [
    "affinity_error",
    "index",
    "start_offset_ns",
    "checkpoints",
  ]);
});

Deno.test("renderJson() keeps keys that it does not know", () => {
  const report = { ...workerReport(), zz_new: 1 };
  const text = renderJson(scenarioResult({ cgroups: [cgroupResult("cg_0", [report])] }));
  assertEquals(JSON.parse(text).cgroups[0].reports[0].zz_new, 1);
});

Deno.test("renderJson() writes how a worker died as the original does", () => {
  const dead = [deadReport({ exit_info: "TimedOut" }), deadReport({ exit_info: { Exited: 1 } })];
  const text = renderJson(scenarioResult({ cgroups: [cgroupResult("cg_0", dead)] }));
  assert(text.includes('"exit_info":"TimedOut"') && text.includes('"exit_info":{"Exited":1}'));
});

Deno.test("renderJson() writes null for a number that is none", () => {
  const broken = cgroupResult("cg_0", [workerReport()], { spread_pct: NaN });
  const text = renderJson(scenarioResult({ cgroups: [broken] }));
  assertEquals(JSON.parse(text).cgroups[0].stats.spread_pct, null);
});
