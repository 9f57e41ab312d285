import {
  createKernelDirectory,
  isSyscallError,
  listKernelSubdirectories,
  readKernelFileOrNull,
  removeKernelDirectory,
  writeKernelFile,
} from "../native/mod.ts";
import { explainFailure } from "./failure.ts";
import { join } from "./paths.ts";

/**
 * One mounted cgroup hierarchy, seen from the directory below which runs are made.
 *
 * Cgroups are named by their path below that base; the empty path is the base itself. Whatever
 * somebody else removed reads as empty, so that cleaning up never stumbles over it.
 */
export class Hierarchy {
  /** 2 for the unified hierarchy, 1 for one of the older kind. */
  readonly version: 1 | 2;
  /** Directory of the base. */
  readonly base: string;

  /** Looks at a hierarchy from a base directory, without a slash at its end. */
  constructor(version: 1 | 2, base: string) {
    this.version = version;
    this.base = base;
  }

  /** The directory of a cgroup. */
  directoryOf(path: string): string {
    return path === "" ? this.base : `${this.base}/${path}`;
  }

  /** Whether the cgroup exists. */
  exists(path: string): boolean {
    return this.read(path, "cgroup.procs") !== null;
  }

  /** Whether the base is the root of the whole hierarchy, where special rules hold. */
  isWholeHierarchy(): boolean {
    return this.version === 2 && this.exists("") && this.read("", "cgroup.type") === null;
  }

  /**
   * Creates a cgroup whose parent exists.
   *
   * @returns `false` when it exists already.
   */
  make(path: string): boolean {
    const directory = this.directoryOf(path);
    try {
      createKernelDirectory(directory);
      return true;
    } catch (error) {
      if (isSyscallError(error, "EEXIST")) return false;
      throw explainFailure(`create cgroup ${directory}`, error);
    }
  }

  /**
   * Removes a cgroup without children and processes.
   *
   * @returns `false` when it still has some; `true` also when it is gone already.
   */
  tryRemove(path: string): boolean {
    const directory = this.directoryOf(path);
    try {
      removeKernelDirectory(directory);
      return true;
    } catch (error) {
      if (isSyscallError(error, "ENOENT")) return true;
      if (isSyscallError(error, "EBUSY")) return false;
      throw explainFailure(`remove cgroup ${directory}`, error);
    }
  }

  /** Names of the child cgroups. */
  children(path: string): string[] {
    return listKernelSubdirectories(this.directoryOf(path)) ?? [];
  }

  /** Paths of a cgroup and everything below it, children before their parents. */
  subtree(path: string): string[] {
    const below = this.children(path).flatMap((child) => this.subtree(join(path, child)));
    return [...below, path];
  }

  /**
   * Ids of the processes of a cgroup, not of its children.
   *
   * Zombies are not among them. A process that the reader's pid namespace does not have is 0.
   */
  pids(path: string): number[] {
    const text = this.read(path, "cgroup.procs") ?? "";
    return text.split("\n").filter((line) => line !== "").map(Number);
  }

  /** Ids of the processes of a cgroup and of everything below it. */
  subtreePids(path: string): number[] {
    return this.subtree(path).flatMap((cgroup) => this.pids(cgroup));
  }

  /**
   * Moves a process, with all its threads, to a cgroup.
   *
   * @returns `false` when there is no such process any more.
   */
  move(path: string, pid: number): boolean {
    // The kernel takes 0 for the writer itself: the runner would move into the cgroup under test.
    if (!Number.isSafeInteger(pid) || pid <= 0) {
      throw new RangeError(`Cannot move process ${pid}: a process id must be a positive integer`);
    }
    const directory = this.directoryOf(path);
    try {
      writeKernelFile(`${directory}/cgroup.procs`, `${pid}`);
      return true;
    } catch (error) {
      if (isSyscallError(error, "ESRCH")) return false;
      throw explainFailure(`move process ${pid} to cgroup ${directory}`, error);
    }
  }

  /**
   * Has the kernel kill everything in a cgroup and below it.
   *
   * @returns `false` where that is not possible: on v1, and on v2 before Linux 5.14.
   */
  tryKill(path: string): boolean {
    if (this.read(path, "cgroup.events") === null) return false;
    try {
      writeKernelFile(`${this.directoryOf(path)}/cgroup.kill`, "1");
      return true;
    } catch (error) {
      if (isSyscallError(error, "ENOENT", "ENODEV")) return false;
      throw explainFailure(`kill the processes of cgroup ${this.directoryOf(path)}`, error);
    }
  }

  /** Reads one of a cgroup's files; `null` when the file or the cgroup is not there. */
  read(path: string, file: string): string | null {
    return readKernelFileOrNull(`${this.directoryOf(path)}/${file}`);
  }

  /** Writes one of a cgroup's files; the caller explains what goes wrong. */
  write(path: string, file: string, text: string): void {
    writeKernelFile(`${this.directoryOf(path)}/${file}`, text);
  }
}
