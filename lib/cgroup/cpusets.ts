import { UnavailableError } from "../errors/mod.ts";
import { isSyscallError } from "../native/mod.ts";
import { formatCpuList } from "../topology/mod.ts";
import { enableBelow } from "./controllers.ts";
import { effectiveCpus } from "./effective_cpus.ts";
import { explainFailure } from "./failure.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { parentOf } from "./paths.ts";

/** How cpusets are made: what differs between the v1 and the v2 controller. */
export interface Cpusets {
  /** Prepares a new cgroup, before it gets processes. */
  adopt(path: string): void;
  /**
   * Confines a cgroup to CPUs, or lifts the confinement.
   *
   * @param cpus `null` for all CPUs that the parent has.
   * @throws {UnavailableError} When the parent does not have all of the CPUs.
   */
  set(path: string, cpus: readonly number[] | null): void;
  /** Reads which CPUs the processes of a cgroup may use. */
  effective(path: string): number[] | null;
}

/** Cpusets by the v2 controller. */
export class CpusetsV2 implements Cpusets {
  readonly #v2: Hierarchy;

  /** Makes cpusets in the v2 hierarchy. */
  constructor(v2: Hierarchy) {
    this.#v2 = v2;
  }

  /** Does nothing: a v2 cgroup without a cpuset of its own has the CPUs of its parent. */
  adopt(_path: string): void {}

  /** Confines a cgroup, and for that enables the controller in its parent. */
  set(path: string, cpus: readonly number[] | null): void {
    if (cpus === null && this.#v2.read(path, "cpuset.cpus") === null) return;
    const parent = parentOf(path);
    if (!isAble(this.#v2, parent)) {
      throw new UnavailableError(
        `Cannot give cgroup ${this.#v2.directoryOf(path)} a cpuset: its parent has processes of ` +
          "its own. Keep the processes of a cgroup whose children have cpusets in a child as well",
      );
    }
    enableBelow(this.#v2, parent, "cpuset");
    // An empty line clears the file; an empty write would not reach the controller.
    writeCpus(this.#v2, path, cpus === null ? "\n" : formatCpuList(cpus), cpus);
  }

  /** Reads which CPUs the processes of a cgroup may use. */
  effective(path: string): number[] | null {
    return effectiveCpus(this.#v2, path);
  }
}

/** Cpusets by the v1 controller, where every cgroup needs CPUs and memory nodes of its own. */
export class CpusetsV1 implements Cpusets {
  readonly #v1: Hierarchy;

  /** Makes cpusets in a v1 hierarchy. */
  constructor(v1: Hierarchy) {
    this.#v1 = v1;
  }

  /** Gives a new cgroup the CPUs and memory nodes of its parent. */
  adopt(path: string): void {
    const parent = parentOf(path);
    const mems = this.#v1.read(parent, "cpuset.effective_mems") ??
      this.#v1.read(parent, "cpuset.mems") ?? "";
    try {
      this.#v1.write(path, "cpuset.mems", mems);
    } catch (error) {
      const directory = this.#v1.directoryOf(path);
      throw explainFailure(`set cpuset.mems of ${directory} to "${mems.trim()}"`, error);
    }
    this.set(path, null);
  }

  /** Confines a cgroup; without a cpuset it gets the CPUs that its parent has now. */
  set(path: string, cpus: readonly number[] | null): void {
    const wanted = cpus ?? effectiveCpus(this.#v1, parentOf(path)) ?? [];
    writeCpus(this.#v1, path, formatCpuList(wanted), cpus);
  }

  /** Reads which CPUs the processes of a cgroup may use. */
  effective(path: string): number[] | null {
    return effectiveCpus(this.#v1, path);
  }
}

/**
 * Whether a v2 cgroup can give controllers to its children. With processes of its own it would
 * accept the order, become the root of a threaded subtree, and leave its children unusable.
 */
function isAble(v2: Hierarchy, path: string): boolean {
  return v2.pids(path).length === 0 || (path === "" && v2.isWholeHierarchy());
}

function writeCpus(
  hierarchy: Hierarchy,
  path: string,
  list: string,
  wanted: readonly number[] | null,
): void {
  const directory = hierarchy.directoryOf(path);
  const allowed = effectiveCpus(hierarchy, parentOf(path)) ?? [];
  const refused = () =>
    new UnavailableError(
      `Cannot confine cgroup ${directory} to CPUs ${formatCpuList(wanted ?? [])}: ` +
        `its parent allows CPUs ${formatCpuList(allowed)}`,
    );
  try {
    hierarchy.write(path, "cpuset.cpus", list);
  } catch (error) {
    const isOutside = wanted?.some((cpu) => !allowed.includes(cpu)) ?? false;
    if (isOutside && isSyscallError(error, "EACCES", "EINVAL", "ERANGE")) throw refused();
    throw explainFailure(`set cpuset.cpus of ${directory} to "${list.trim()}"`, error);
  }
  // v2 accepts any CPUs and silently grants those that the parent has.
  const granted = effectiveCpus(hierarchy, path) ?? [];
  if (wanted !== null && formatCpuList(granted) !== formatCpuList(wanted)) throw refused();
}
