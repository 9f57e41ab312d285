import { assertEquals, assertLess } from "@std/assert";
import { ManagedGroup } from "./managed_group.ts";
import { until } from "./processes.ts";

const CROWD = 2000;

Deno.test("ktstr-worker runs, stops and reports 2000 workers", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=YieldHeavy"], workers: CROWD });
  assertEquals((await group.spawned()).length, CROWD);
  group.release();
  await until("the last one runs", () => group.slot("iterations", CROWD - 1) > 0, 60_000);
  await group.send("stop");
  assertEquals((await group.finish()).code, 0);
  for (let index = 0; index < CROWD; index++) {
    const report = group.report(index);
    assertEquals([report.index, report.completed, group.exit(index)], [index, true, "code 0"]);
  }
});

Deno.test("ktstr-worker takes 2000 workers with it when its runner vanishes", async () => {
  await using group = await ManagedGroup.start({ args: ["--work=YieldHeavy"], workers: CROWD });
  await group.spawned();
  const began = performance.now();
  await group.vanish();
  assertEquals((await group.finish()).code, 1);
  assertLess(performance.now() - began, 30_000);
});
