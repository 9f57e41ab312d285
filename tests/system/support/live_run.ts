import { join } from "@std/path";
import { runRootsOf } from "./leftovers.ts";
import { type Finished, resultOf, startKtstr } from "./ktstr_program.ts";
import { until } from "./until.ts";
import type { CheckResult } from "../../../lib/check/mod.ts";
import type { ScenarioResult } from "../../../lib/scenario/mod.ts";

/** A run whose workers are under load, and where to find them. */
export interface LiveRun {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** Processes of a cgroup of the scenario, ascending. */
  workers(cgroup: string): number[];
}

/** Starts a scenario and waits until the workers of its cgroups run. */
export async function startLiveRun(
  args: readonly string[],
  cgroups: readonly string[] = ["cg_0", "cg_1"],
): Promise<LiveRun> {
  const { pid, finished } = startKtstr(["run", "--no-save", "--reporter", "json", ...args]);
  const workers = (cgroup: string): number[] =>
    runRootsOf(pid).flatMap((root) => processesIn(join(root, cgroup)))
      .filter((other, i, all) => all.indexOf(other) === i)
      .sort((a, b) => a - b);
  await until("the workers run", () => cgroups.every((name) => workers(name).some(isRunning)));
  return { pid, finished, workers };
}

/** Reads the result of a run and one kind of its checks. */
export function checksNamed(
  finished: Finished,
  name: string,
): { result: ScenarioResult; checks: CheckResult[] } {
  const result = resultOf(finished);
  return { result, checks: result.checks.filter((check) => check.name === name) };
}

function processesIn(cgroup: string): number[] {
  try {
    return Deno.readTextFileSync(join(cgroup, "cgroup.procs")).trim().split("\n").map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

/** A worker that waits at the gate has hardly used its CPU; one that spins soon has 50 ms. */
function isRunning(pid: number): boolean {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/schedstat`).split(" ")[0]) > 50e6;
  } catch {
    return false;
  }
}
