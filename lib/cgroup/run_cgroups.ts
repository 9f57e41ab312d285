import { UnavailableError, UsageError } from "../errors/mod.ts";
import { Cgroup } from "./cgroup.ts";
import { cgroupNameProblem } from "./cgroup_name.ts";
import { type CgroupTree, makeEverywhere, openTree } from "./cgroup_tree.ts";
import { enableBelow } from "./controllers.ts";
import { CpusetsV2 } from "./cpusets.ts";
import { effectiveCpus } from "./effective_cpus.ts";
import { Hierarchy } from "./hierarchy.ts";
import { restoreBase, vacateBase } from "./host_leaf.ts";
import type { CgroupLayout } from "./layout.ts";
import { join, parentOf } from "./paths.ts";
import { removeSubtree } from "./remove_subtree.ts";
import { runName } from "./run_name.ts";
import { markOwner } from "./run_owner.ts";

/** Options for {@linkcode RunCgroups.create}. */
export interface RunCgroupsOptions {
  /** Whether a cgroup of the run will have a cpuset; without one no controller is touched. */
  readonly cpuset: boolean;
}

/** Options for {@linkcode RunCgroups.add}. */
export interface AddCgroupOptions {
  /**
   * CPUs to confine the cgroup to; `null` for all that its parent has.
   *
   * @default {null}
   */
  readonly cpus?: readonly number[] | null;
}

/** Runs of one process that may exist at the same time. */
const MAX_RUNS = 1000;

/** How often to prepare the base again when another run that ends gets in between. */
const MAX_ATTEMPTS = 3;

/**
 * All cgroups of one run, below a root cgroup named after this process: `ktstr-<pid>`, or
 * `ktstr-<pid>-2` and so on for further runs at the same time.
 *
 * Disposing it kills what is left in them, removes them and puts everything back. A run that could
 * not do that, because its process was killed, is removed by `cleanupDeadRuns()`.
 */
export class RunCgroups implements AsyncDisposable {
  /** Name of the root cgroup. */
  readonly name: string;
  readonly #tree: CgroupTree;
  readonly #layout: CgroupLayout;
  readonly #cgroups = new Map<string, Cgroup>();
  #disposal: Promise<void> | null = null;

  private constructor(name: string, tree: CgroupTree, layout: CgroupLayout) {
    this.name = name;
    this.#tree = tree;
    this.#layout = layout;
  }

  /**
   * Makes the root cgroup of a run.
   *
   * @param layout Where cgroups can be made, from `detectCgroups()`.
   * @throws {UnavailableError} When that is refused, or cpusets cannot be made here.
   */
  static async create(layout: CgroupLayout, options: RunCgroupsOptions): Promise<RunCgroups> {
    const tree = openTree(layout, options.cpuset);
    await using undo = new AsyncDisposableStack();
    const run = undo.use(new RunCgroups(makeRoot(tree), tree, layout));
    markOwner(tree.v2, run.name);
    if (tree.cpusets instanceof CpusetsV2) enableCpusets(tree.v2, run.name);
    undo.move();
    return run;
  }

  /** Directory of the root cgroup in the v2 hierarchy. */
  get path(): string {
    return this.#tree.v2.directoryOf(this.name);
  }

  /** The cgroups that were added and not removed since, in the order of adding. */
  get cgroups(): readonly Cgroup[] {
    return [...this.#cgroups.values()];
  }

  /**
   * Makes a cgroup.
   *
   * @param name Such as `cg_0`; in `outer/inner`, `outer` is made too if it does not exist.
   * @throws {UsageError} When the name cannot be used, or is in use.
   * @throws {UnavailableError} When the kernel refuses, or the CPUs cannot be had.
   */
  add(name: string, options: AddCgroupOptions = {}): Cgroup {
    const problem = cgroupNameProblem(name);
    if (problem !== null) throw new UsageError(problem);
    if (this.#cgroups.has(name)) throw new UsageError(`There is a cgroup "${name}" already`);
    const path = join(this.name, name);
    const cgroup = new Cgroup(name, path, {
      tree: this.#tree,
      runnerCpus: () => this.#runnerCpus(),
      onRemoved: () => this.#forget(name),
    });
    this.#make(path);
    this.#cgroups.set(name, cgroup);
    if (options.cpus !== undefined && options.cpus !== null) this.#confine(cgroup, options.cpus);
    return cgroup;
  }

  /**
   * Kills what is left in the cgroups, removes them, and brings back processes that had to leave
   * the base. Does nothing the second time.
   *
   * @throws {UnavailableError} When processes or cgroups remain; it names them.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    try {
      await this.#disposal;
    } catch (error) {
      // The next call tries again.
      this.#disposal = null;
      throw error;
    }
  }

  async #dispose(): Promise<void> {
    await removeSubtree(this.#tree.all, this.name);
    this.#cgroups.clear();
    restoreBase(this.#tree.v2);
  }

  /** Makes a cgroup and those above it, in every hierarchy. */
  #make(path: string): void {
    if (path !== this.name) this.#make(parentOf(path));
    if (this.#tree.all.every((hierarchy) => hierarchy.exists(path))) return;
    if (!makeEverywhere(this.#tree, path)) {
      throw new UnavailableError(
        `Cannot create cgroup ${this.#tree.v2.directoryOf(path)}: a part of it exists already. ` +
          "Let nothing else manage cgroups during a run",
      );
    }
  }

  #confine(cgroup: Cgroup, cpus: readonly number[]): void {
    try {
      cgroup.setCpus(cpus);
    } catch (error) {
      const path = join(this.name, cgroup.name);
      for (const hierarchy of this.#tree.all) hierarchy.tryRemove(path);
      this.#cgroups.delete(cgroup.name);
      throw error;
    }
  }

  #forget(name: string): void {
    for (const other of this.#cgroups.keys()) {
      if (other === name || other.startsWith(`${name}/`)) this.#cgroups.delete(other);
    }
  }

  #runnerCpus(): number[] | null {
    const { runnerCpuset } = this.#layout;
    if (this.#layout.mode === "v2") return effectiveCpus(this.#tree.v2, this.name);
    return runnerCpuset === null ? null : effectiveCpus(new Hierarchy(1, runnerCpuset), "");
  }
}

function makeRoot(tree: CgroupTree): string {
  for (let serial = 1; serial <= MAX_RUNS; serial++) {
    const name = runName(Deno.pid, serial);
    if (makeEverywhere(tree, name)) return name;
  }
  throw new UnavailableError(
    `Cannot create a cgroup in ${tree.v2.base}: this process has ${MAX_RUNS} runs there already. ` +
      'Remove what killed runs left with "ktstr cleanup"',
  );
}

/**
 * Lets the cgroups of a run have v2 cpusets.
 *
 * The run's root cgroup exists already: from then on no other run that ends moves processes back
 * to the base. One that had begun before is met by trying again.
 */
function enableCpusets(v2: Hierarchy, run: string): void {
  for (let attempt = 1;; attempt++) {
    vacateBase(v2);
    enableBelow(v2, "", "cpuset");
    const type = v2.read(run, "cgroup.type")?.trim();
    if (type === "domain") break;
    if (attempt === MAX_ATTEMPTS) {
      throw new UnavailableError(
        `Cannot use controllers below cgroup ${v2.base}: its children are of type "${type}", they ` +
          'must be of type "domain". Choose another cgroup with --cgroup-root',
      );
    }
  }
  enableBelow(v2, run, "cpuset");
}
