import { parseInteger } from "./number.ts";
import { type ProcTarget, readProc } from "./proc_path.ts";

/** The place of a process in one cgroup hierarchy. */
export interface ProcCgroup {
  /** Number of the hierarchy; 0 is the one of cgroup v2. */
  readonly hierarchyId: number;
  /** Controllers of a v1 hierarchy, `name=systemd` among them; empty for v2. */
  readonly controllers: readonly string[];
  /** Path of the cgroup from the root of its hierarchy, with a leading slash. */
  readonly path: string;
  /** Whether the cgroup has been removed, which is possible while a zombie is in it. */
  readonly deleted: boolean;
}

const DELETED = " (deleted)";

/**
 * Parses `/proc/PID/cgroup`.
 *
 * @returns One entry a hierarchy, in the order of the file.
 * @throws {SyntaxError} If a line is not `id:controllers:path`.
 */
export function parseProcCgroup(text: string): ProcCgroup[] {
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (match === null) throw new SyntaxError(`Cannot read the line "${line}" in cgroup`);
    const [, id, controllers = "", path = ""] = match;
    const deleted = path.endsWith(DELETED);
    return {
      hierarchyId: parseInteger(id, "the hierarchy in cgroup"),
      controllers: controllers === "" ? [] : controllers.split(","),
      path: deleted ? path.slice(0, -DELETED.length) : path,
      deleted,
    };
  });
}

/**
 * Reads the cgroups of a process or thread.
 *
 * @returns `null` if it has gone.
 */
export function readProcCgroup(target: number | ProcTarget): ProcCgroup[] | null {
  return readProc(target, "cgroup", parseProcCgroup);
}
