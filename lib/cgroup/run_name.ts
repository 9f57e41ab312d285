/**
 * The leaf cgroup that takes the processes of a delegated base while runs use controllers in it;
 * see `host_leaf.ts`. It is shared by all runs below the same base.
 */
export const HOST_LEAF = "ktstr-host";

/** `ktstr-<pid>`, and `ktstr-<pid>-2` and so on for further runs of the same process. */
const RUN_NAME = /^ktstr-(\d+)(?:-\d+)?$/;

/**
 * Names the root cgroup of a process's run.
 *
 * @param pid The runner's process id.
 * @param serial 1 for the first run that the process has at the same time, and so on.
 */
export function runName(pid: number, serial: number): string {
  return serial === 1 ? `ktstr-${pid}` : `ktstr-${pid}-${serial}`;
}

/**
 * Reads the runner's process id from the name of a run's root cgroup.
 *
 * @returns `null` when the name is not one of a run.
 */
export function runnerOf(name: string): number | null {
  const pid = RUN_NAME.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}

/** Tells whether ktstr makes cgroups of this name directly below its base. */
export function isOurName(name: string): boolean {
  return name === HOST_LEAF || runnerOf(name) !== null;
}
