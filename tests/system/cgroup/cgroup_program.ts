/*
 * A program that system tests start as another process, in other namespaces or as another user.
 * It prints one line of JSON.
 */
import {
  type CgroupLayout,
  cleanupDeadRuns,
  detectCgroups,
  RunCgroups,
} from "../../../lib/cgroup/mod.ts";
import { enableBelow } from "../../../lib/cgroup/controllers.ts";
import { readProcStatus } from "../../../lib/native/mod.ts";
import { Hierarchy } from "../../../lib/cgroup/hierarchy.ts";
import { restoreBase, vacateBase } from "../../../lib/cgroup/host_leaf.ts";

const [action, argument = ""] = Deno.args;

function print(value: unknown): void {
  // deno-lint-ignore no-console
  console.log(JSON.stringify(value));
}

/** Where this process and its parent are in the v2 hierarchy. */
function whereabouts(v2: Hierarchy): Record<string, boolean> {
  return {
    inBase: v2.pids("").includes(Deno.pid),
    inLeaf: v2.pids("ktstr-host").includes(Deno.pid),
    leaf: v2.exists("ktstr-host"),
    shellInBase: v2.pids("").includes(Deno.ppid),
    shellInLeaf: v2.pids("ktstr-host").includes(Deno.ppid),
  };
}

switch (action) {
  case "detect":
    try {
      print(detectCgroups(argument === "" ? {} : { cgroupRoot: argument }));
    } catch (error) {
      const { name, message } = error as Error;
      print({ name, message });
    }
    break;
  case "hold": {
    // Makes a run with a process in it and waits to be killed.
    const run = await RunCgroups.create(JSON.parse(argument) as CgroupLayout, { cpuset: false });
    const child = new Deno.Command("sleep", { args: ["600"], detached: true }).spawn();
    run.add("cg_0").place([child.pid]);
    print({ run: run.name, child: child.pid });
    await child.status;
    break;
  }
  case "cleanup":
    print(await cleanupDeadRuns(JSON.parse(argument) as CgroupLayout));
    break;
  case "run": {
    // A whole run with a cpuset, in a base that has this process.
    const v2 = new Hierarchy(2, argument);
    await using run = await RunCgroups.create(
      JSON.parse(Deno.args[2] ?? "") as CgroupLayout,
      { cpuset: true },
    );
    const during = whereabouts(v2);
    const child = new Deno.Command("sleep", { args: ["600"], detached: true }).spawn();
    const cgroup = run.add("cg_0", { cpus: [0] });
    const { placed } = cgroup.place([child.pid]);
    const allowed = readProcStatus(child.pid)?.cpusAllowedList;
    await using second = await RunCgroups.create(
      JSON.parse(Deno.args[2] ?? "") as CgroupLayout,
      { cpuset: true },
    );
    second.add("cg_0", { cpus: [0] });
    await run[Symbol.asyncDispose]();
    const whileSecond = whereabouts(v2);
    await second[Symbol.asyncDispose]();
    const { signal } = await child.status;
    const after = whereabouts(v2);
    print({ during, placed: placed.length, allowed, whileSecond, signal, after });
    break;
  }
  case "delegated": {
    // What a run with controllers does to a base that has processes of its own.
    const v2 = new Hierarchy(2, argument);
    const before = whereabouts(v2);
    v2.make("ktstr-1");
    vacateBase(v2);
    enableBelow(v2, "", "hugetlb");
    const during = whereabouts(v2);
    const enabled = v2.read("ktstr-1", "cgroup.controllers")?.trim();
    restoreBase(v2);
    const whileRunning = whereabouts(v2);
    v2.tryRemove("ktstr-1");
    restoreBase(v2);
    const after = whereabouts(v2);
    print({ before, during, enabled, whileRunning, after });
    break;
  }
}
