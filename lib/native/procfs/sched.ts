import { parseInteger, parseMillisecondsAsNs } from "./number.ts";
import { type ProcTarget, readProc } from "./proc_path.ts";

/** What `/proc/PID/sched` says of a thread, as far as every kernel version has it. */
export interface ProcSched {
  /** Context switches away from the thread. */
  readonly nrSwitches: number;
  /** Those of them where it went to sleep. */
  readonly nrVoluntarySwitches: number;
  /** Those of them where it could have gone on. */
  readonly nrInvoluntarySwitches: number;
  /** How often it changed its CPU. */
  readonly nrMigrations: number;
  /** Time on a CPU, in ns. */
  readonly sumExecRuntimeNs: number;
  /** Number of its policy, as in `SCHED_POLICY`. */
  readonly policy: number;
  /** Priority inside the kernel: 120 + nice, or 99 - real-time priority. */
  readonly prio: number;
  /** Whether a sched_ext scheduler has the thread; `null` on kernels without sched_ext. */
  readonly extEnabled: boolean | null;
}

/**
 * Parses `/proc/PID/sched`.
 *
 * @throws {SyntaxError} If one of the numbers is missing.
 */
export function parseProcSched(text: string): ProcSched {
  const fields = new Map<string, string>();
  // The first line holds the thread's name, which can look like anything.
  for (const line of text.split("\n").slice(1)) {
    const match = /^(\S+)\s*:\s*(\S+)$/.exec(line);
    if (match !== null) fields.set(match[1] ?? "", match[2] ?? "");
  }
  const integer = (name: string): number => parseInteger(fields.get(name), `${name} in sched`);
  return {
    nrSwitches: integer("nr_switches"),
    nrVoluntarySwitches: integer("nr_voluntary_switches"),
    nrInvoluntarySwitches: integer("nr_involuntary_switches"),
    nrMigrations: integer("se.nr_migrations"),
    sumExecRuntimeNs: parseMillisecondsAsNs(
      fields.get("se.sum_exec_runtime"),
      "se.sum_exec_runtime in sched",
    ),
    policy: integer("policy"),
    prio: integer("prio"),
    extEnabled: fields.has("ext.enabled") ? integer("ext.enabled") === 1 : null,
  };
}

/**
 * Reads `sched` of a thread.
 *
 * @param target A process id for its main thread, or the process and thread.
 * @returns `null` if it has gone, or if the kernel is built without scheduler debugging.
 */
export function readProcSched(target: number | ProcTarget): ProcSched | null {
  return readProc(target, "sched", parseProcSched);
}
