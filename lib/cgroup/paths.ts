/**
 * Gives the path of the cgroup that another one is in.
 *
 * @param path Path below the base of a hierarchy; the empty path is the base.
 */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** Gives the path of a cgroup inside another one; the empty path is the base. */
export function join(parent: string, name: string): string {
  return parent === "" ? name : `${parent}/${name}`;
}
