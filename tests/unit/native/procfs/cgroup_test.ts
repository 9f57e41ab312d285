import { assertEquals, assertThrows } from "@std/assert";
import { parseProcCgroup } from "../../../../lib/native/mod.ts";

Deno.test("parseProcCgroup() reads v1 hierarchies and the v2 one", () => {
  assertEquals(parseProcCgroup("9:name=systemd:/\n2:cpu,cpuacct:/a b/c\n0::/x:y\n"), [
    { hierarchyId: 9, controllers: ["name=systemd"], path: "/", deleted: false },
    { hierarchyId: 2, controllers: ["cpu", "cpuacct"], path: "/a b/c", deleted: false },
    { hierarchyId: 0, controllers: [], path: "/x:y", deleted: false },
  ]);
});

Deno.test("parseProcCgroup() tells a removed cgroup by its mark", () => {
  assertEquals(parseProcCgroup("0::/ktstr-7/cg_0 (deleted)\n"), [
    { hierarchyId: 0, controllers: [], path: "/ktstr-7/cg_0", deleted: true },
  ]);
});

Deno.test("parseProcCgroup() refuses a line that is not id:controllers:path", () => {
  assertThrows(() => parseProcCgroup("0::/\ncpu:/\n"), SyntaxError, '"cpu:/"');
});
