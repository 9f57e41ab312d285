import { assertEquals } from "@std/assert";
import {
  isAlive,
  listKernelDirectory,
  listKernelSubdirectories,
  readKernelFileOrNull,
} from "../../lib/native/mod.ts";

/*
 * With a list of permissions Deno lets nobody read /proc, /sys and /dev, so everything here goes
 * through the native library.
 */

const CGROUP_ROOT = "/sys/fs/cgroup";
const TEMPORARY = ["/tmp", "/dev/shm"];

/** Cgroups of runs that a process has at this moment. */
export function runRootsOf(pid: number, directory = CGROUP_ROOT): string[] {
  return (listKernelSubdirectories(directory) ?? []).flatMap((name) => {
    const path = `${directory}/${name}`;
    if (new RegExp(`^ktstr-${pid}(-|$)`).test(name)) return [path];
    return runRootsOf(pid, path);
  });
}

/** Processes in a cgroup, ascending. */
export function processesIn(cgroup: string): number[] {
  return (readKernelFileOrNull(`${cgroup}/cgroup.procs`) ?? "").split("\n").filter(Boolean)
    .map(Number).sort((a, b) => a - b);
}

/** Asserts that a finished run left no process, no cgroup and no temporary file in the guest. */
export function assertNothingLeft(pid: number): void {
  assertEquals(livingWorkersOf(pid), [], "worker processes are left");
  assertEquals(runRootsOf(pid), [], "cgroups are left");
  const files = TEMPORARY.flatMap((directory) => listKernelDirectory(directory) ?? [])
    .filter((name) => name.startsWith("ktstr"));
  assertEquals(files, [], "temporary files are left");
}

function livingWorkersOf(runner: number): number[] {
  return (listKernelSubdirectories("/proc") ?? []).filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(`KTSTR_RUN=${runner}`) && isAlive(pid));
}

function environmentOf(pid: number): string[] {
  return (readKernelFileOrNull(`/proc/${pid}/environ`) ?? "").split("\0");
}
