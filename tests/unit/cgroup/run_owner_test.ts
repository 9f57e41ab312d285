import { assertEquals } from "@std/assert";
import { whyLeaveAlone } from "../../../lib/cgroup/run_owner.ts";
import { processStartTicks } from "../../../lib/native/mod.ts";
import { fakeHierarchy } from "./fake_cgroups.ts";

/** No process has this id: the kernel's largest possible one is 2^22. */
const NOBODY = 2 ** 22 + 1;
const PARENT = Deno.ppid;
const MARK_OF_PARENT = 2 ** 30 + (processStartTicks(PARENT) ?? 0);

function why(run: string, files: { procs?: string; mark?: string; inner?: string }): string | null {
  using fake = fakeHierarchy(2, {
    [`${run}/cgroup.procs`]: files.procs ?? "",
    [`${run}/cg_0/cgroup.procs`]: files.inner ?? "",
    ...(files.mark === undefined ? {} : { [`${run}/cgroup.max.descendants`]: files.mark }),
  });
  return whyLeaveAlone([fake.hierarchy], fake.hierarchy, run);
}

Deno.test("whyLeaveAlone() takes a run whose owner is gone for dead", () => {
  assertEquals(why(`ktstr-${NOBODY}`, { mark: "1073741825\n" }), null);
  assertEquals(why(`ktstr-${NOBODY}-3`, { inner: "4000\n4001\n" }), null);
});

Deno.test("whyLeaveAlone() leaves the run of a live owner", () => {
  assertEquals(
    why(`ktstr-${PARENT}`, { mark: `${MARK_OF_PARENT}\n` }),
    `process ${PARENT} is alive`,
  );
});

Deno.test("whyLeaveAlone() takes a run for dead whose owner's id has been reused", () => {
  assertEquals(why(`ktstr-${PARENT}`, { mark: `${MARK_OF_PARENT + 1}\n` }), null);
});

Deno.test("whyLeaveAlone() leaves a run without a mark as long as its id is in use", () => {
  for (const mark of ["max\n", "0\n", ""]) {
    assertEquals(why(`ktstr-${PARENT}`, { mark }), `process ${PARENT} is alive`);
  }
  assertEquals(why(`ktstr-${PARENT}`, {}), `process ${PARENT} is alive`);
});

Deno.test("whyLeaveAlone() leaves a run with processes of another pid namespace", () => {
  assertEquals(
    why(`ktstr-${NOBODY}`, { inner: "0\n0\n" }),
    "it has processes of another pid namespace",
  );
});

Deno.test("whyLeaveAlone() leaves a dead run that this process is in", () => {
  assertEquals(why(`ktstr-${NOBODY}`, { inner: `${Deno.pid}\n` }), "this process is in it");
});
