import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { openTree } from "../../../lib/cgroup/cgroup_tree.ts";
import { CpusetsV1, CpusetsV2 } from "../../../lib/cgroup/cpusets.ts";
import type { CgroupLayout } from "../../../lib/cgroup/mod.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { fakeHierarchy } from "./fake_cgroups.ts";

const V2_RUN = {
  "cgroup.procs": "",
  "cpuset.cpus.effective": "0-7\n",
  "run/cgroup.procs": "",
  "run/cgroup.subtree_control": "cpu\n",
  "run/cpuset.cpus.effective": "0-3\n",
  "run/a/cgroup.procs": "",
  "run/a/cpuset.cpus": "\n",
  "run/a/cpuset.cpus.effective": "1,3\n",
};

Deno.test("CpusetsV2 enables the controller in the parent and writes the CPUs", () => {
  using fake = fakeHierarchy(2, V2_RUN);
  new CpusetsV2(fake.hierarchy).set("run/a", [3, 1]);
  assertStringIncludes(fake.read("run/cgroup.subtree_control"), "+cpuset");
  assertEquals(fake.read("run/a/cpuset.cpus").trim(), "1,3");
});

Deno.test("CpusetsV2 says what the parent allows when it grants other CPUs", () => {
  using fake = fakeHierarchy(2, V2_RUN);
  const error = assertThrows(
    () => new CpusetsV2(fake.hierarchy).set("run/a", [1, 3, 5]),
    UnavailableError,
  );
  assertStringIncludes(error.message, "to CPUs 1,3,5");
  assertStringIncludes(error.message, "its parent allows CPUs 0-3");
});

Deno.test("CpusetsV2 lifts a confinement with an empty line", () => {
  using fake = fakeHierarchy(2, { ...V2_RUN, "run/a/cpuset.cpus": "" });
  new CpusetsV2(fake.hierarchy).set("run/a", null);
  assertEquals(fake.read("run/a/cpuset.cpus"), "\n");
});

Deno.test("CpusetsV2 leaves a cgroup without the controller alone when there is nothing to lift", () => {
  using fake = fakeHierarchy(2, { "run/cgroup.procs": "", "run/a/cgroup.procs": "" });
  new CpusetsV2(fake.hierarchy).set("run/a", null);
});

Deno.test("CpusetsV2 refuses a cpuset below a cgroup with processes of its own", () => {
  using fake = fakeHierarchy(2, { ...V2_RUN, "run/cgroup.procs": "4000\n" });
  const error = assertThrows(
    () => new CpusetsV2(fake.hierarchy).set("run/a", [1, 3]),
    UnavailableError,
  );
  assertStringIncludes(error.message, "its parent has processes of its own");
  assertEquals(fake.read("run/cgroup.subtree_control"), "cpu\n");
});

Deno.test("CpusetsV2 finds the CPUs of a cgroup without the controller further up", () => {
  using fake = fakeHierarchy(2, { ...V2_RUN, "run/b/inner/cgroup.procs": "" });
  const cpusets = new CpusetsV2(fake.hierarchy);
  assertEquals(cpusets.effective("run/b/inner"), [0, 1, 2, 3]);
  assertEquals(cpusets.effective("run/a"), [1, 3]);
});

Deno.test("CpusetsV1 gives a new cgroup the CPUs and memory nodes of its parent", () => {
  using fake = fakeHierarchy(1, {
    "cpuset.effective_cpus": "0-5\n",
    "cpuset.effective_mems": "0,2\n",
    "run/cpuset.cpus": "",
    "run/cpuset.mems": "",
    "run/cpuset.effective_cpus": "0-5\n",
  });
  new CpusetsV1(fake.hierarchy).adopt("run");
  assertEquals(fake.read("run/cpuset.mems").trim(), "0,2");
  assertEquals(fake.read("run/cpuset.cpus").trim(), "0-5");
});

Deno.test("CpusetsV1 works with kernels that have no files of effective CPUs", () => {
  using fake = fakeHierarchy(1, {
    "cpuset.cpus": "0-1\n",
    "cpuset.mems": "0\n",
    "run/cpuset.cpus": "",
    "run/cpuset.mems": "",
  });
  new CpusetsV1(fake.hierarchy).adopt("run");
  assertEquals(fake.read("run/cpuset.cpus").trim(), "0-1");
});

const NO_CPUSET: CgroupLayout = {
  mode: "v2",
  base: "/sys/fs/cgroup/scope",
  delegated: true,
  controllers: ["memory", "pids"],
  cpuset: null,
  runnerCpuset: null,
};

Deno.test("openTree() says how to have the cpuset controller delegated", () => {
  const error = assertThrows(() => openTree(NO_CPUSET, true), UnavailableError);
  assertStringIncludes(error.message, "they can have: memory pids");
  assertStringIncludes(error.message, "Delegate=cpu cpuset memory pids");
});

Deno.test("openTree() says that v1 cpusets cannot be written on a hybrid machine", () => {
  const error = assertThrows(
    () => openTree({ ...NO_CPUSET, mode: "hybrid" }, true),
    UnavailableError,
  );
  assertStringIncludes(error.message, "v1 cgroup hierarchy that is not writable");
});

Deno.test("openTree() needs no cpusets for a run without them", () => {
  assertEquals(openTree(NO_CPUSET, false).cpusets, null);
});

Deno.test("CpusetsV2 says which controllers the parent has when cpuset is not among them", () => {
  using fake = fakeHierarchy(2, { ...V2_RUN, "run/cgroup.controllers": "cpu memory\n" });
  const error = assertThrows(
    () => new CpusetsV2(fake.hierarchy).set("run/a", [1, 3]),
    UnavailableError,
  );
  assertStringIncludes(error.message, "Cannot enable controller cpuset in");
  assertStringIncludes(error.message, "its parent gives it only cpu memory");
});
