import { parseInteger } from "./number.ts";
import { type ProcTarget, readProc } from "./proc_path.ts";

/** What `/proc/PID/status` says of a thread. */
export interface ProcStatus {
  /** Name of the thread, with the kernel's escapes for unusual characters. */
  readonly name: string;
  /** State as one letter: `R`, `S`, `D`, `T`, `t`, `Z`, `X`, `I`. */
  readonly state: string;
  /** Process id. */
  readonly tgid: number;
  /** Thread id; the process id for the main thread. */
  readonly pid: number;
  /** Process id of the parent. */
  readonly ppid: number;
  /** Number of threads of the process. */
  readonly threads: number;
  /** CPUs it may run on, as a list like `0-3,8`. */
  readonly cpusAllowedList: string;
  /** NUMA nodes it may have memory from, as a list. */
  readonly memsAllowedList: string;
  /** Context switches where it went to sleep. */
  readonly voluntaryCtxtSwitches: number;
  /** Context switches where it could have gone on. */
  readonly nonvoluntaryCtxtSwitches: number;
  /** Whether it has given up privileges from exec; `null` on kernels that do not tell. */
  readonly noNewPrivs: boolean | null;
}

/**
 * Parses `/proc/PID/status`.
 *
 * @throws {SyntaxError} If one of the fields is missing.
 */
export function parseProcStatus(text: string): ProcStatus {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const integer = (name: string): number => parseInteger(fields.get(name), `${name} in status`);
  const string = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new SyntaxError(`Cannot find ${name} in status`);
    return value;
  };
  return {
    name: string("Name"),
    state: string("State").slice(0, 1),
    tgid: integer("Tgid"),
    pid: integer("Pid"),
    ppid: integer("PPid"),
    threads: integer("Threads"),
    cpusAllowedList: string("Cpus_allowed_list"),
    memsAllowedList: string("Mems_allowed_list"),
    voluntaryCtxtSwitches: integer("voluntary_ctxt_switches"),
    nonvoluntaryCtxtSwitches: integer("nonvoluntary_ctxt_switches"),
    noNewPrivs: fields.has("NoNewPrivs") ? integer("NoNewPrivs") === 1 : null,
  };
}

/**
 * Reads `status` of a process or thread.
 *
 * @returns `null` if it has gone.
 */
export function readProcStatus(target: number | ProcTarget): ProcStatus | null {
  return readProc(target, "status", parseProcStatus);
}
