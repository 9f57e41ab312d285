import { assertEquals } from "@std/assert";
import { renderPlan } from "../../../lib/report/mod.ts";
import { scenario } from "../fixtures.ts";

Deno.test("renderPlan() shows each step with its cgroups, workers and parameters, and the checks", () => {
  assertEquals(
    renderPlan(scenario(), { width: 80, colour: false }),
    "steady  1s\n" +
      "  Two cgroups with equal load share the machine fairly.\n" +
      "  step 1: 1s\n" +
      "    cg_0  all CPUs  2 x SpinWait spin_iters=1024\n" +
      "    cg_1  all CPUs  2 x SpinWait spin_iters=1024\n" +
      "  checks: not_starved, completed, isolation, max_spread_pct 15, max_gap_ms 2000\n",
  );
});

Deno.test("renderPlan() says which checks are off and which CPUs a cgroup is confined to", () => {
  const [step] = scenario().steps;
  const cgroups = (step?.cgroups ?? []).slice(0, 1)
    .map((cgroup) => ({ ...cgroup, cpuset: [0, 1, 3] }));
  const checks = { ...scenario().checks, isolation: false, "max_gap_ms": false as const };
  assertEquals(
    renderPlan(scenario({ steps: [{ cgroups, hold: 0.5 }], checks }), { width: 80, colour: false })
      .split("\n").slice(2),
    [
      "  step 1: 500ms",
      "    cg_0  CPUs 0-1,3  2 x SpinWait spin_iters=1024",
      "  checks: not_starved, completed, no isolation, max_spread_pct 15, no max_gap_ms",
      "",
    ],
  );
});
