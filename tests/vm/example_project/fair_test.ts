import { assertEquals } from "@std/assert";
import { ktstrTest } from "@ktstr/ktstr/vm";
import { nodesOf } from "./nodes.ts";

ktstrTest(
  {
    name: "equal load on two NUMA nodes is shared fairly",
    topology: "2n2l1c1t",
    checks: { max_spread_pct: 10, max_gap_ms: 1000 },
    includes: ["./one_each.yaml"],
  },
  async ({ topology, run }) => {
    assertEquals(nodesOf(topology), ["0", "1"]);
    const result = await run("./one_each.yaml", { duration: "1s" });
    assertEquals(result.plan.checks.max_spread_pct, 10);
    assertEquals(result.cgroups.map(({ cpuset }) => cpuset), ["0", "1"]);
  },
);
