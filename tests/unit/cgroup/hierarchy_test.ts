import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { vacateBase } from "../../../lib/cgroup/host_leaf.ts";
import { killSubtree } from "../../../lib/cgroup/kill_subtree.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { fakeHierarchy } from "./fake_cgroups.ts";

Deno.test("Hierarchy lists a subtree with children before their parents", () => {
  using fake = fakeHierarchy(2, {
    "run/cgroup.procs": "1\n",
    "run/a/b/cgroup.procs": "2\n3\n",
    "run/a/cgroup.procs": "",
    "run/c/cgroup.procs": "4\n",
  });
  const { hierarchy } = fake;
  const paths = hierarchy.subtree("run");
  assertEquals([...paths].sort(), ["run", "run/a", "run/a/b", "run/c"]);
  assertEquals(paths.at(-1), "run");
  assertEquals(paths.indexOf("run/a/b") < paths.indexOf("run/a"), true);
  assertEquals(hierarchy.subtreePids("run").sort(), [1, 2, 3, 4]);
  assertEquals(hierarchy.children("run").sort(), ["a", "c"]);
});

Deno.test("Hierarchy reads what somebody else removed as empty", () => {
  using fake = fakeHierarchy(2, {});
  const { hierarchy } = fake;
  assertEquals(hierarchy.exists("gone"), false);
  assertEquals(hierarchy.pids("gone"), []);
  assertEquals(hierarchy.children("gone"), []);
  assertEquals(hierarchy.tryRemove("gone"), true);
});

for (const pid of [0, -1, 1.5, NaN]) {
  Deno.test(`Hierarchy refuses to move process ${pid}`, () => {
    using fake = fakeHierarchy(2, { "cg/cgroup.procs": "" });
    assertThrows(() => fake.hierarchy.move("cg", pid), RangeError);
    assertEquals(fake.read("cg/cgroup.procs"), "");
  });
}

Deno.test("killSubtree() never kills this process", async () => {
  using fake = fakeHierarchy(1, { "run/cg/cgroup.procs": `${Deno.pid}\n` });
  const error = await assertRejects(
    () => killSubtree([fake.hierarchy], "run"),
    UnavailableError,
  );
  assertStringIncludes(error.message, "this very process is in it");
});

Deno.test("killSubtree() names what is still there when the time is over", async () => {
  // No process has this id, and the plain file goes on naming it.
  using fake = fakeHierarchy(1, { "run/cg/cgroup.procs": "4194305\n" });
  const error = await assertRejects(
    () => killSubtree([fake.hierarchy], "run", 30),
    UnavailableError,
  );
  assertStringIncludes(error.message, "are still there 30 ms after SIGKILL: 4194305.");
});

Deno.test("vacateBase() moves nothing out of a cgroup that this process is not in", () => {
  using fake = fakeHierarchy(2, { "cgroup.procs": "4000\n", "cgroup.type": "domain\n" });
  const error = assertThrows(() => vacateBase(fake.hierarchy), UnavailableError);
  assertStringIncludes(error.message, "it has processes of its own, and this one is not among");
  assertEquals(fake.hierarchy.children(""), []);
});

Deno.test("vacateBase() says that it cannot move processes of another pid namespace", () => {
  const procs = `0\n${Deno.pid}\n`;
  using fake = fakeHierarchy(2, { "cgroup.procs": procs, "cgroup.type": "domain\n" });
  const error = assertThrows(() => vacateBase(fake.hierarchy), UnavailableError);
  assertStringIncludes(error.message, "another pid namespace");
});

Deno.test("vacateBase() leaves the root of the hierarchy as it is", () => {
  using fake = fakeHierarchy(2, { "cgroup.procs": "4000\n" });
  vacateBase(fake.hierarchy);
  assertEquals(fake.hierarchy.children(""), []);
});
