import { isAlive, readProcCgroup } from "../native/mod.ts";
import { formatCpuList, readOnlineCpus } from "../topology/mod.ts";
import type { CgroupTree } from "./cgroup_tree.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { killSubtree } from "./kill_subtree.ts";
import { PlacementError } from "./placement_error.ts";
import { removeSubtree } from "./remove_subtree.ts";

/** What became of processes that were placed in a cgroup. */
export interface Placement {
  /** Those that are in the cgroup, in the order given. */
  readonly placed: readonly number[];
  /** Those that had ended before they could be placed, zombies among them. */
  readonly vanished: readonly number[];
}

/** What a {@linkcode Cgroup} needs from the run that it is part of. */
export interface CgroupContext {
  /** The hierarchies that the cgroup is in. */
  readonly tree: CgroupTree;
  /** Reads the CPUs that this process's own cpuset allows; `null` when nothing tells. */
  readonly runnerCpus: () => number[] | null;
  /** Called once the cgroup is gone. */
  readonly onRemoved: () => void;
}

/** A cgroup of a run; made by `RunCgroups.add()`. */
export class Cgroup {
  /** Its name inside the run, such as `cg_0` or `outer/inner`. */
  readonly name: string;
  readonly #path: string;
  readonly #context: CgroupContext;

  /**
   * Describes a cgroup that exists.
   *
   * @internal
   * @param name Its name inside the run.
   * @param path Its path below the base of the hierarchies.
   * @param context What it needs from the run.
   */
  constructor(name: string, path: string, context: CgroupContext) {
    this.name = name;
    this.#path = path;
    this.#context = context;
  }

  /** Its directory in the v2 hierarchy. */
  get path(): string {
    return this.#context.tree.v2.directoryOf(this.#path);
  }

  /**
   * Moves processes into the cgroup, with all their threads, and makes sure that they are there.
   *
   * The first move after a pause makes the kernel wait 5 to 15 ms, those that follow take
   * microseconds: place many processes with one call.
   *
   * @param pids Process ids.
   * @throws {PlacementError} When one is somewhere else afterwards.
   * @throws {UnavailableError} When the kernel refuses.
   */
  place(pids: readonly number[]): Placement {
    for (const pid of pids) {
      // A process that ends in between is found by the verification.
      this.#context.tree.all.every((hierarchy) => hierarchy.move(this.#path, pid));
    }
    return this.verify(pids);
  }

  /**
   * Makes sure that processes are in the cgroup.
   *
   * @param pids Process ids.
   * @throws {PlacementError} When one is somewhere else.
   */
  verify(pids: readonly number[]): Placement {
    const missing = new Set<number>();
    for (const hierarchy of this.#context.tree.all) {
      const there = new Set(hierarchy.pids(this.#path));
      for (const pid of pids) {
        if (there.has(pid)) continue;
        if (isAlive(pid)) throw this.#misplaced(hierarchy, pid);
        missing.add(pid);
      }
    }
    return {
      placed: pids.filter((pid) => !missing.has(pid)),
      vanished: pids.filter((pid) => missing.has(pid)),
    };
  }

  /** Ids of the processes in the cgroup, not in its children; none when it has been removed. */
  pids(): number[] {
    return this.#context.tree.v2.pids(this.#path);
  }

  /** The CPUs that its processes may use, ascending. */
  cpus(): number[] {
    const { tree, runnerCpus } = this.#context;
    return tree.cpusets?.effective(this.#path) ?? runnerCpus() ?? readOnlineCpus();
  }

  /**
   * Confines the cgroup to CPUs, or lifts the confinement.
   *
   * @param cpus The CPUs, at least one; `null` for all that the parent has.
   * @throws {UnavailableError} When the parent does not have all of them.
   */
  setCpus(cpus: readonly number[] | null): void {
    const { cpusets } = this.#context.tree;
    if (cpusets === null) {
      if (cpus === null) return;
      throw new Error(
        `Cannot confine cgroup "${this.name}" to CPUs ${formatCpuList(cpus)}: ` +
          "the run was created without cpusets",
      );
    }
    if (cpus?.length === 0) {
      throw new RangeError(`The cpuset of cgroup "${this.name}" must have at least one CPU`);
    }
    cpusets.set(this.#path, cpus);
  }

  /**
   * Kills every process in it and in its children, and waits until they are gone.
   *
   * @throws {UnavailableError} When some are still there after some seconds.
   */
  async kill(): Promise<void> {
    await killSubtree(this.#context.tree.all, this.#path);
  }

  /**
   * Removes it and its children, killing what is in them. Does nothing when it is gone already.
   *
   * @throws {UnavailableError} When processes or cgroups remain.
   */
  async remove(): Promise<void> {
    await removeSubtree(this.#context.tree.all, this.#path);
    this.#context.onRemoved();
  }

  #misplaced(hierarchy: Hierarchy, pid: number): PlacementError {
    const found = readProcCgroup(pid)?.find((entry) =>
      hierarchy.version === 2 ? entry.hierarchyId === 0 : entry.controllers.includes("cpuset")
    );
    const where = found === undefined ? "unknown" : found.path;
    return new PlacementError(pid, hierarchy.directoryOf(this.#path), where);
  }
}
