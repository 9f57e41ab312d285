/** Longest file name that the kernel takes. */
const MAX_SEGMENT_LENGTH = 255;

/** What a name may consist of; the kernel takes more, people and shells do not. */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$/;

/**
 * What precedes the dot in the names of the kernel's own files: `cgroup` and the controllers of
 * both versions. A cgroup of such a name could not be made, or would hide a file of a later
 * kernel.
 */
const KERNEL_PREFIX =
  /^(?:cgroup|cpu|cpuacct|cpuset|memory|io|blkio|pids|hugetlb|rdma|misc|dmem|perf_event|devices|freezer|net_cls|net_prio)\./;

/** Files of v1 hierarchies that have no such prefix. */
const V1_FILES = new Set(["tasks", "notify_on_release", "release_agent"]);

/**
 * Tells what is wrong with the name of a cgroup.
 *
 * A name is one or more segments with `/` between them, each a cgroup inside the one before it.
 *
 * @param name Such as `cg_0` or `outer/inner`.
 * @returns One sentence without a final period, or `null` when the name is good.
 */
export function cgroupNameProblem(name: string): string | null {
  if (name === "") return "A cgroup needs a name";
  if (name.startsWith("/") || name.endsWith("/")) {
    return `The cgroup name "${name}" must not start or end with "/"`;
  }
  for (const segment of name.split("/")) {
    const problem = segmentProblem(segment);
    if (problem !== null) return `The cgroup name "${name}" ${problem}`;
  }
  return null;
}

function segmentProblem(segment: string): string | null {
  if (segment === "") return 'has two "/" in a row';
  if (segment === "." || segment === "..") return `must not contain "${segment}"`;
  if (segment.length > MAX_SEGMENT_LENGTH) {
    return `is too long: ${segment.length} characters, at most ${MAX_SEGMENT_LENGTH} are possible`;
  }
  if (KERNEL_PREFIX.test(segment) || V1_FILES.has(segment)) {
    return `must not contain "${segment}": the kernel has files with such names`;
  }
  if (!SEGMENT.test(segment)) {
    return "must consist of letters, digits, _ . @ + and -, and start with a letter, digit or _";
  }
  return null;
}
