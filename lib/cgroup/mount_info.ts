/** One mounted file system, as far as cgroups need it. */
export interface Mount {
  /** The directory of the file system that is mounted, `/` for all of it. */
  readonly root: string;
  /** Where it is mounted. */
  readonly mountPoint: string;
  /** Type of the file system: `cgroup2` for v2, `cgroup` for v1. */
  readonly fsType: string;
  /** Options of the file system; on v1 they name its controllers. */
  readonly superOptions: readonly string[];
}

/**
 * Reads the text of `/proc/PID/mountinfo`.
 *
 * A mount that a later one at the same place hides is left out.
 *
 * @param text The whole file.
 * @returns The mounts, in the order of the file.
 */
export function parseMountInfo(text: string): Mount[] {
  const byMountPoint = new Map<string, Mount>();
  for (const line of text.split("\n")) {
    // A varying number of optional fields ends with a lone hyphen.
    const [left, right] = line.split(" - ");
    if (left === undefined || right === undefined) continue;
    const [, , , root, mountPoint] = left.split(" ");
    const [fsType, , superOptions] = right.split(" ");
    if (root === undefined || mountPoint === undefined || fsType === undefined) continue;
    const mount: Mount = {
      root: unescape(root),
      mountPoint: unescape(mountPoint),
      fsType,
      superOptions: (superOptions ?? "").split(","),
    };
    byMountPoint.delete(mount.mountPoint);
    byMountPoint.set(mount.mountPoint, mount);
  }
  return [...byMountPoint.values()];
}

/** The kernel writes white space and backslashes in paths as three octal digits. */
function unescape(path: string): string {
  return path.replaceAll(
    /\\([0-7]{3})/g,
    (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** A path that leads out of the reader's cgroup namespace. */
const OUTSIDE = /^\/\.\.(?:\/|$)/;

/**
 * Finds the directory of a cgroup in a mount.
 *
 * Both the mount's root and the cgroup's path are relative to the root of the reader's cgroup
 * namespace; with `..` in either, the cgroup lies outside of what can be told from here.
 *
 * @param mount A mounted hierarchy.
 * @param cgroup Path of the cgroup in `/proc/PID/cgroup`.
 * @returns The directory, or `null` when it is not visible through this mount.
 */
export function directoryInMount(mount: Mount, cgroup: string): string | null {
  if (OUTSIDE.test(mount.root) || OUTSIDE.test(cgroup)) return null;
  const root = mount.root === "/" ? "" : mount.root;
  if (cgroup !== root && !cgroup.startsWith(`${root}/`)) return null;
  const below = cgroup.slice(root.length);
  return below === "/" ? mount.mountPoint : `${mount.mountPoint}${below}`;
}
