import { assertEquals } from "@std/assert";
import { isAlive } from "../../../lib/native/mod.ts";
import { join } from "@std/path";

/** Cgroups of any run, in any hierarchy, at this moment. */
export function runRoots(directory = "/sys/fs/cgroup"): string[] {
  const found: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    if (!isDirectory) continue;
    const path = join(directory, name);
    if (/^ktstr-\d+/.test(name)) found.push(path);
    else found.push(...runRoots(path));
  }
  return found;
}

/** Cgroups that the runs of a process have at this moment. */
export function runRootsOf(pid: number): string[] {
  return runRoots().filter((path) => new RegExp(`/ktstr-${pid}(-|$)`).test(path));
}

/** Living processes of the worker program that a process started, supervisors included. */
export function livingWorkersOf(runner: number): number[] {
  return [...Deno.readDirSync("/proc")]
    .filter(({ name }) => /^\d+$/.test(name))
    .map(({ name }) => Number(name))
    .filter((pid) => isWorkerOf(pid, runner) && isAlive(pid));
}

function isWorkerOf(pid: number, runner: number): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0").includes(
      `KTSTR_RUN=${runner}`,
    );
  } catch {
    // Gone in between, or a kernel thread.
    return false;
  }
}

const TEMPORARY = ["/tmp", "/dev/shm"];
const temporaryBefore = new Set(temporaryFiles());

/** Asserts that a finished run left no process, no cgroup and no temporary file. */
export function assertNothingLeft(pid: number): void {
  assertEquals(livingWorkersOf(pid), [], "worker processes are left");
  assertEquals(runRootsOf(pid), [], "cgroups are left");
  const files = temporaryFiles().filter((path) => !temporaryBefore.has(path));
  assertEquals(files, [], "temporary files are left");
}

function temporaryFiles(): string[] {
  return TEMPORARY.flatMap((directory) =>
    [...Deno.readDirSync(directory)]
      .filter(({ name }) => name.startsWith("ktstr"))
      .map(({ name }) => join(directory, name))
  );
}
