import { UnavailableError } from "../errors/mod.ts";

/** A process is not in the cgroup that it was placed in. */
export class PlacementError extends UnavailableError {
  /** The process. */
  readonly pid: number;
  /** Directory of the cgroup that it should be in. */
  readonly wanted: string;
  /** Path of the cgroup that it is in, as `/proc/PID/cgroup` shows it. */
  readonly found: string;

  /**
   * Creates the error.
   *
   * @param pid The process.
   * @param wanted Directory of the cgroup that it should be in.
   * @param found Path of the cgroup that it is in.
   */
  constructor(pid: number, wanted: string, found: string) {
    super(
      `Process ${pid} is in cgroup ${found}, not in ${wanted} where it was placed. ` +
        "Something else moves processes on this machine; stop it, or add --vm",
    );
    this.pid = pid;
    this.wanted = wanted;
    this.found = found;
  }
}
