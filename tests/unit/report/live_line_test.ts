import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { renderLiveLine } from "../../../lib/report/mod.ts";
import { textWidth } from "../../../lib/report/text_layout.ts";
import type { CgroupProgress, Progress } from "../../../lib/scenario/mod.ts";

const cgroup = (changes: Partial<CgroupProgress> = {}): CgroupProgress => ({
  name: "cg_0",
  workers: 2,
  iterationsPerSec: 240_123,
  cpus: [0, 1],
  ...changes,
});
const progress = (cgroups: CgroupProgress[], elapsedNs = 2_040_000_000): Progress => ({
  elapsedNs,
  durationNs: 5_000_000_000,
  cgroups,
});

Deno.test("renderLiveLine() shows time, rate and CPUs of each cgroup", () => {
  assertEquals(
    renderLiveLine(progress([cgroup(), cgroup({ name: "cg_1", cpus: [3] })]), 80),
    "2.0s/5s  cg_0 240k it/s on CPUs 0-1  cg_1 240k it/s on CPU 3",
  );
});

Deno.test("renderLiveLine() shows a stall as 0 and CPUs that are not known yet", () => {
  assertEquals(
    renderLiveLine(progress([cgroup({ iterationsPerSec: 0, cpus: [] })], 0), 80),
    "0.0s/5s  cg_0 0 it/s on no CPU yet",
  );
});

Deno.test("renderLiveLine() counts the CPUs of a long list", () => {
  const cpus = Array.from({ length: 64 }, (_, i) => 2 * i);
  assertEquals(
    renderLiveLine(progress([cgroup({ cpus })]), 80),
    "2.0s/5s  cg_0 240k it/s on 64 CPUs",
  );
});

Deno.test("renderLiveLine() counts the cgroups that do not fit", () => {
  const cgroups = Array.from({ length: 9 }, (_, i) => cgroup({ name: `cg_${i}` }));
  assertEquals(
    renderLiveLine(progress(cgroups), 71),
    "2.0s/5s  cg_0 240k it/s on CPUs 0-1  +8 more",
  );
  assertEquals(
    renderLiveLine(progress(cgroups), 72),
    "2.0s/5s  cg_0 240k it/s on CPUs 0-1  cg_1 240k it/s on CPUs 0-1  +7 more",
  );
});

Deno.test("renderLiveLine() shows a long run in minutes", () => {
  assertEquals(renderLiveLine(progress([], 90_400_000_000), 80), "1m30s/5s");
});

Deno.test("renderLiveLine() is one line that never exceeds the width", () => {
  const anyCgroup = fc.record({
    name: fc.string({ maxLength: 40 }),
    workers: fc.nat(),
    iterationsPerSec: fc.nat(),
    cpus: fc.uniqueArray(fc.integer({ min: 0, max: 300 })),
  });
  fc.assert(fc.property(fc.array(anyCgroup), fc.integer({ min: 0, max: 200 }), (list, width) => {
    const line = renderLiveLine(progress(list), width);
    assert(textWidth(line) <= width && !line.includes("\n"));
  }));
});
