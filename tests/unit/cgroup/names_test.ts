import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { cgroupNameProblem } from "../../../lib/cgroup/mod.ts";
import { isOurName, runName, runnerOf } from "../../../lib/cgroup/run_name.ts";

for (const name of ["cg_0", "outer/inner", "a", "web-1.service", "7", "_x", "a.b", "user@1000"]) {
  Deno.test(`cgroupNameProblem() accepts "${name}"`, () => {
    assertEquals(cgroupNameProblem(name), null);
  });
}

const REFUSED: readonly [name: string, message: string][] = [
  ["", "needs a name"],
  ["/a", 'must not start or end with "/"'],
  ["a/", 'must not start or end with "/"'],
  ["a//b", 'two "/" in a row'],
  ["..", 'must not contain ".."'],
  ["a/../b", 'must not contain ".."'],
  ["./a", 'must not contain "."'],
  ["cgroup.procs", "the kernel has files with such names"],
  ["a/cgroup.x", "the kernel has files with such names"],
  ["cpuset.cpus", "the kernel has files with such names"],
  ["tasks", "the kernel has files with such names"],
  ["a b", "must consist of"],
  ["-a", "must consist of"],
  [".a", "must consist of"],
  ["a\nb", "must consist of"],
  ["gruppe-ä", "must consist of"],
  ["x".repeat(256), "is too long: 256"],
];

for (const [name, message] of REFUSED) {
  Deno.test(`cgroupNameProblem() refuses ${JSON.stringify(name.slice(0, 20))}`, () => {
    assertStringIncludes(cgroupNameProblem(name) ?? "", message);
  });
}

Deno.test("runnerOf() is the inverse of runName() and knows no other names", () => {
  assertEquals(runName(12, 1), "ktstr-12");
  assertEquals(runName(12, 2), "ktstr-12-2");
  assertEquals(runnerOf(runName(12, 1)), 12);
  assertEquals(runnerOf(runName(12, 30)), 12);
  for (const name of ["ktstr", "ktstr-", "ktstr-host", "ktstr-12-", "ktstr-12-a", "xktstr-12"]) {
    assertEquals(runnerOf(name), null, name);
  }
  assertNotEquals(runName(1, 2), runName(12, 1));
});

Deno.test("isOurName() knows runs and the host leaf", () => {
  assertEquals(["ktstr-1", "ktstr-1-2", "ktstr-host", "ktstr-x"].map(isOurName), [
    true,
    true,
    true,
    false,
  ]);
});
