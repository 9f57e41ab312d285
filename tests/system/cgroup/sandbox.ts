import { type CgroupLayout, detectCgroups } from "../../../lib/cgroup/mod.ts";
import { enableBelow } from "../../../lib/cgroup/controllers.ts";
import { CpusetsV1 } from "../../../lib/cgroup/cpusets.ts";
import { Hierarchy } from "../../../lib/cgroup/hierarchy.ts";
import { removeSubtree } from "../../../lib/cgroup/remove_subtree.ts";
import {
  isSyscallError,
  killGroup,
  readProcCgroup,
  readProcStat,
} from "../../../lib/native/mod.ts";

function detectOrNull(): CgroupLayout | null {
  try {
    return detectCgroups();
  } catch {
    return null;
  }
}

/** How cgroups can be made here; `null` when they cannot. */
export const machine: CgroupLayout | null = detectOrNull();

/** To add to a test's name when it cannot run here. */
export const noCgroups: string = machine === null ? " (SKIP: no writable cgroup hierarchy)" : "";

/** To add to a test's name when it needs cpusets and cannot run here. */
export const noCpusets: string = machine?.cpuset == null ? " (SKIP: no cpusets here)" : "";

let sandboxes = 0;

/**
 * A base of its own for a test, so that no test meets the runs of other tests or of users.
 * Disposing it fails when anything is left in it.
 */
export class Sandbox implements AsyncDisposable {
  readonly layout: CgroupLayout;
  readonly v2: Hierarchy;
  readonly v1: Hierarchy | null;
  readonly #parents: readonly Hierarchy[];
  readonly #name: string;

  constructor() {
    if (machine === null) throw new Error("No cgroups here");
    this.#name = `ktstrtest-${Deno.pid}-${++sandboxes}`;
    const parents = [new Hierarchy(2, machine.base)];
    parents[0]?.make(this.#name);
    this.v2 = new Hierarchy(2, `${machine.base}/${this.#name}`);
    if (machine.cpuset?.version === 2) enableBelow(new Hierarchy(2, machine.base), "", "cpuset");
    this.v1 = null;
    let cpuset = machine.cpuset;
    if (cpuset?.version === 1) {
      const parent = new Hierarchy(1, cpuset.base);
      parent.make(this.#name);
      new CpusetsV1(parent).adopt(this.#name);
      parents.push(parent);
      this.v1 = new Hierarchy(1, `${cpuset.base}/${this.#name}`);
      cpuset = { version: 1, base: this.v1.base };
    }
    this.#parents = parents;
    this.layout = { ...machine, base: this.v2.base, delegated: true, cpuset };
  }

  /** Cgroups directly below the base, in every hierarchy. */
  leftovers(): string[] {
    return [this.v2, this.v1].flatMap((hierarchy) => hierarchy?.children("") ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = [...this.leftovers(), ...this.v2.pids("")];
    await removeSubtree(this.#parents, this.#name);
    if (left.length > 0) throw new Error(`The test left cgroups or processes: ${left.join(" ")}`);
  }
}

/** A process that does nothing until it is disposed, which kills its children as well. */
export class Sleeper implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  constructor(command = "exec sleep 600") {
    this.#child = new Deno.Command("sh", {
      args: ["-c", command],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** How it ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      killGroup(this.pid, "SIGKILL");
    } catch (error) {
      if (!isSyscallError(error, "ESRCH")) throw error;
    }
    await this.#child.status;
  }
}

/** Starts a process and waits until it has ended and been reaped; its id is free then. */
export async function endedPid(): Promise<number> {
  const sleeper = new Sleeper("exit 0");
  await sleeper.status;
  return sleeper.pid;
}

/** Path of a process in the v2 hierarchy. */
export function v2PathOf(pid: number): string | undefined {
  return readProcCgroup(pid)?.find((entry) => entry.hierarchyId === 0)?.path;
}

/** Path of a process in the v1 cpuset hierarchy. */
export function cpusetPathOf(pid: number): string | undefined {
  return readProcCgroup(pid)?.find((entry) => entry.controllers.includes("cpuset"))?.path;
}

/** Waits until a condition holds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`It never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** State letter of a process, `null` when there is none. */
export function stateOf(pid: number): string | null {
  return readProcStat(pid)?.state ?? null;
}
