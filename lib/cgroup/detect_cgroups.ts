import { resolve } from "@std/path";
import {
  isSyscallError,
  parseProcCgroup,
  type ProcCgroup,
  readKernelFileOrNull,
  writeKernelFile,
} from "../native/mod.ts";
import { chooseLayout } from "./choose_layout.ts";
import type { CgroupLayout } from "./layout.ts";
import { parseMountInfo } from "./mount_info.ts";

/** Options for {@linkcode detectCgroups}. */
export interface DetectCgroupsOptions {
  /** A v2 cgroup below which runs shall be made, whatever else would be possible. */
  readonly cgroupRoot?: string;
  /**
   * Where procfs is mounted.
   *
   * @default {"/proc"}
   */
  readonly procRoot?: string;
}

/**
 * Finds out where cgroups can be made on this machine.
 *
 * Nothing is created or changed. Runs are made below the root of the v2 hierarchy if that can be
 * written; otherwise below the nearest cgroup that can, from the one of this process upwards (a
 * delegated subtree). Where the cpuset controller belongs to a v1 hierarchy, cpusets are made
 * there, by the same rules.
 *
 * @throws {UsageError} When `cgroupRoot` is not a v2 cgroup.
 * @throws {UnavailableError} When no hierarchy can be written; it names the ways out.
 *
 * @example
 * ```ts ignore
 * import { detectCgroups, RunCgroups } from "@ktstr/ktstr/cgroup";
 *
 * await using run = await RunCgroups.create(detectCgroups(), { cpuset: false });
 * run.add("cg_0").place([pid]);
 * ```
 */
export function detectCgroups(options: DetectCgroupsOptions = {}): CgroupLayout {
  const self = `${options.procRoot ?? "/proc"}/self`;
  const own = parseProcCgroup(readKernelFileOrNull(`${self}/cgroup`) ?? "");
  const pathWhere = (matches: (entry: ProcCgroup) => boolean) => own.find(matches)?.path ?? null;
  return chooseLayout(
    {
      mounts: parseMountInfo(readKernelFileOrNull(`${self}/mountinfo`) ?? ""),
      ownV2: pathWhere((entry) => entry.hierarchyId === 0),
      ownCpuset: pathWhere((entry) => entry.controllers.includes("cpuset")),
      isV2: (directory) => isThere(`${directory}/cgroup.controllers`),
      isRoot: (directory) => !isThere(`${directory}/cgroup.type`),
      isWritable,
      controllersOf: (directory) =>
        (readKernelFileOrNull(`${directory}/cgroup.controllers`) ?? "").split(/\s+/)
          .filter(Boolean),
    },
    options.cgroupRoot === undefined ? undefined : resolve(options.cgroupRoot),
  );
}

function isThere(path: string): boolean {
  return readKernelFileOrNull(path) !== null;
}

/** What whoever is given a subtree is given: moving processes, and on v2 enabling controllers. */
function isWritable(directory: string): boolean {
  return canWrite(`${directory}/cgroup.procs`) &&
    (!isThere(`${directory}/cgroup.subtree_control`) ||
      canWrite(`${directory}/cgroup.subtree_control`));
}

/** Opens a file for writing and writes nothing, which a cgroup file takes as no command at all. */
function canWrite(path: string): boolean {
  try {
    writeKernelFile(path, "");
    return true;
  } catch (error) {
    if (isSyscallError(error)) return false;
    throw error;
  }
}
