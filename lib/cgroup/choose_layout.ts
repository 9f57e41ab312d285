import { UnavailableError, UsageError } from "../errors/mod.ts";
import { DELEGATED_SCOPE_COMMAND } from "./failure.ts";
import type { CgroupLayout, CpusetLayout } from "./layout.ts";
import { directoryInMount, type Mount } from "./mount_info.ts";
import { isOurName } from "./run_name.ts";

/** What must be known of a machine to tell where cgroups can be made. */
export interface CgroupFacts {
  /** What is mounted. */
  readonly mounts: readonly Mount[];
  /** Path of this process in the v2 hierarchy; `null` when there is none. */
  readonly ownV2: string | null;
  /** Path of this process in the v1 cpuset hierarchy; `null` when there is none. */
  readonly ownCpuset: string | null;
  /** Whether a directory is a cgroup of the v2 hierarchy. */
  isV2(directory: string): boolean;
  /** Whether a cgroup is the root of the v2 hierarchy. */
  isRoot(directory: string): boolean;
  /** Whether this process can move processes below a cgroup and, on v2, enable controllers. */
  isWritable(directory: string): boolean;
  /** The controllers that the children of a v2 cgroup can have. */
  controllersOf(directory: string): readonly string[];
}

/**
 * Decides where the cgroups of runs are made.
 *
 * @param facts What is known of the machine.
 * @param cgroupRoot The base that the user asked for, an absolute path.
 * @throws {UsageError} When what the user asked for is not a v2 cgroup.
 * @throws {UnavailableError} When no hierarchy can be written.
 */
export function chooseLayout(facts: CgroupFacts, cgroupRoot?: string): CgroupLayout {
  const base = cgroupRoot === undefined ? findV2Base(facts) : checkRoot(facts, cgroupRoot);
  const controllers = facts.controllersOf(base);
  const v1 =
    facts.mounts.find((mount) =>
      mount.fsType === "cgroup" && mount.superOptions.includes("cpuset")
    ) ?? null;
  const cpuset = cpusetLayout(facts, controllers, v1);
  return {
    mode: v1 === null ? "v2" : "hybrid",
    base,
    delegated: !facts.isRoot(base),
    controllers: cpuset?.version === 1 ? [...controllers, "cpuset"] : controllers,
    cpuset,
    runnerCpuset: v1 === null || facts.ownCpuset === null
      ? null
      : directoryInMount(v1, facts.ownCpuset),
  };
}

function cpusetLayout(
  facts: CgroupFacts,
  controllers: readonly string[],
  v1: Mount | null,
): CpusetLayout | null {
  if (controllers.includes("cpuset")) return { version: 2 };
  const base = v1 === null ? null : findBase(facts, v1, facts.ownCpuset);
  return base === null ? null : { version: 1, base };
}

function findV2Base(facts: CgroupFacts): string {
  const mounts = facts.mounts.filter((mount) =>
    mount.fsType === "cgroup2" && facts.isV2(mount.mountPoint)
  );
  if (mounts.length === 0) {
    throw noHierarchy("no cgroup v2 hierarchy is mounted", [
      "as root, mount one: mount --mkdir -t cgroup2 none /sys/fs/cgroup/unified",
    ]);
  }
  const { ownV2 } = facts;
  const showsOwn = (mount: Mount) => ownV2 !== null && directoryInMount(mount, ownV2) !== null;
  const ordered = [
    ...mounts.filter((mount) => showsOwn(mount)),
    ...mounts.filter((mount) => !showsOwn(mount)),
  ];
  for (const mount of ordered) {
    const base = findBase(facts, mount, ownV2);
    if (base !== null) return base;
  }
  throw noHierarchy(
    `neither ${ordered[0]?.mountPoint} nor the cgroup of this process (${
      ownV2 ?? "unknown"
    }) is writable`,
  );
}

/**
 * The root of the mount for those who may write it, otherwise the nearest writable cgroup at or
 * above the one of this process. A cgroup of another run is never taken: it will be removed.
 */
function findBase(facts: CgroupFacts, mount: Mount, own: string | null): string | null {
  if (facts.isWritable(mount.mountPoint)) return mount.mountPoint;
  const directory = own === null ? null : directoryInMount(mount, own);
  if (directory === null) return null;
  const segments = directory.slice(mount.mountPoint.length).split("/").filter(Boolean);
  const ours = segments.findIndex(isOurName);
  if (ours >= 0) segments.length = ours;
  while (segments.length > 0) {
    const candidate = `${mount.mountPoint}/${segments.join("/")}`;
    if (facts.isWritable(candidate)) return candidate;
    segments.pop();
  }
  return null;
}

function checkRoot(facts: CgroupFacts, cgroupRoot: string): string {
  if (!facts.isV2(cgroupRoot)) {
    const mount = facts.mounts.find(({ fsType }) => fsType === "cgroup2");
    const where = mount === undefined ? "" : `: give one at or below ${mount.mountPoint}`;
    throw new UsageError(`--cgroup-root ${cgroupRoot} is not a directory of cgroup v2${where}`);
  }
  if (!facts.isWritable(cgroupRoot)) throw noHierarchy(`${cgroupRoot} is not writable`);
  return cgroupRoot;
}

function noHierarchy(what: string, more: readonly string[] = []): UnavailableError {
  const ways = [
    ...more,
    "run as root",
    `run in a delegated systemd scope: ${DELEGATED_SCOPE_COMMAND}`,
    "run in a virtual machine: add --vm",
  ];
  return new UnavailableError(
    `Cannot make cgroups: ${what}. Do one of these:\n${ways.map((way) => `  - ${way}`).join("\n")}`,
  );
}
