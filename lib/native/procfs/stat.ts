import { parseInteger } from "./number.ts";
import { type ProcTarget, readProc } from "./proc_path.ts";

/** What `/proc/PID/stat` says of a process or thread. */
export interface ProcStat {
  /** Process id, or thread id for the file of a thread. */
  readonly pid: number;
  /** Name of the thread, as it is: with spaces and parentheses. */
  readonly comm: string;
  /** State as one letter: `R`, `S`, `D`, `T`, `t`, `Z`, `X`, `I`. */
  readonly state: string;
  /** Process id of the parent. */
  readonly ppid: number;
  /** Process group. */
  readonly pgrp: number;
  /** Session. */
  readonly session: number;
  /** Page faults that needed no I/O. */
  readonly minorFaults: number;
  /** Page faults that needed I/O. */
  readonly majorFaults: number;
  /** CPU time in user mode, in clock ticks. */
  readonly utimeTicks: number;
  /** CPU time in the kernel, in clock ticks. */
  readonly stimeTicks: number;
  /** 20 + nice, or -1 - real-time priority. */
  readonly priority: number;
  /** Nice value, -20 to 19. */
  readonly nice: number;
  /** Number of threads of the process. */
  readonly numThreads: number;
  /** When it started, in clock ticks since boot. */
  readonly starttimeTicks: number;
  /** CPU that it ran on last. */
  readonly processor: number;
  /** Real-time priority, 0 for other policies. */
  readonly rtPriority: number;
  /** Number of its policy, as in `SCHED_POLICY`. */
  readonly policy: number;
}

/** Positions as proc(5) counts them, from 1; the state is the first one behind the name. */
const FIELD = {
  state: 3,
  ppid: 4,
  pgrp: 5,
  session: 6,
  minflt: 10,
  majflt: 12,
  utime: 14,
  stime: 15,
  priority: 18,
  nice: 19,
  numThreads: 20,
  starttime: 22,
  processor: 39,
  rtPriority: 40,
  policy: 41,
} as const;

/**
 * Parses `/proc/PID/stat`.
 *
 * @throws {SyntaxError} If a field is missing or is not a number.
 */
export function parseProcStat(text: string): ProcStat {
  // The name can contain parentheses itself; nothing behind it can.
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) {
    throw new SyntaxError(`Cannot find the name in stat: "${text.trim()}"`);
  }
  const fields = text.slice(close + 1).trim().split(/\s+/);
  const integer = (name: keyof typeof FIELD): number =>
    parseInteger(fields[FIELD[name] - FIELD.state], `${name} in stat`);
  return {
    pid: parseInteger(text.slice(0, open).trim(), "the process id in stat"),
    comm: text.slice(open + 1, close),
    state: fields[0] ?? "",
    ppid: integer("ppid"),
    pgrp: integer("pgrp"),
    session: integer("session"),
    minorFaults: integer("minflt"),
    majorFaults: integer("majflt"),
    utimeTicks: integer("utime"),
    stimeTicks: integer("stime"),
    priority: integer("priority"),
    nice: integer("nice"),
    numThreads: integer("numThreads"),
    starttimeTicks: integer("starttime"),
    processor: integer("processor"),
    rtPriority: integer("rtPriority"),
    policy: integer("policy"),
  };
}

/**
 * Reads `stat` of a process or thread.
 *
 * @returns `null` if it has gone.
 */
export function readProcStat(target: number | ProcTarget): ProcStat | null {
  return readProc(target, "stat", parseProcStat);
}
