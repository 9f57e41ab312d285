import { native } from "./library.ts";
import { check } from "./syscall_error.ts";
import { describeThread } from "./thread.ts";

/** Scheduling policies with the numbers that the kernel gives them. */
export const SCHED_POLICY = {
  SCHED_OTHER: 0,
  SCHED_FIFO: 1,
  SCHED_RR: 2,
  SCHED_BATCH: 3,
  SCHED_IDLE: 5,
  SCHED_DEADLINE: 6,
  SCHED_EXT: 7,
} as const;

/** Name of a scheduling policy. */
export type SchedPolicy = keyof typeof SCHED_POLICY;

/** Flags of {@linkcode SchedAttr}, as bits. */
export const SCHED_FLAG = {
  /** Children start with `SCHED_OTHER` and nice 0. */
  RESET_ON_FORK: 0x01,
  /** `SCHED_DEADLINE` only: use what others leave of their bandwidth. */
  RECLAIM: 0x02,
  /** `SCHED_DEADLINE` only: send SIGXCPU when the runtime is overrun. */
  DL_OVERRUN: 0x04,
  /** Leave the policy as it is. */
  KEEP_POLICY: 0x08,
  /** Leave the parameters of the policy as they are. */
  KEEP_PARAMS: 0x10,
  /** Set `utilMin`. */
  UTIL_CLAMP_MIN: 0x20,
  /** Set `utilMax`. */
  UTIL_CLAMP_MAX: 0x40,
} as const;

/** How a thread is scheduled: the fields of `struct sched_attr`. */
export interface SchedAttr {
  /** The policy. */
  readonly policy: SchedPolicy;
  /** Bits of {@linkcode SCHED_FLAG}. */
  readonly flags: number;
  /** Nice value, -20 to 19; for `SCHED_OTHER`, `SCHED_BATCH` and `SCHED_EXT`. */
  readonly nice: number;
  /** Real-time priority, 1 to 99; for `SCHED_FIFO` and `SCHED_RR`, 0 for the others. */
  readonly priority: number;
  /**
   * Runtime in each period in ns, for `SCHED_DEADLINE`; for `SCHED_OTHER` and `SCHED_BATCH` the
   * length of a slice, 0 for the default (Linux 6.12).
   */
  readonly runtimeNs: number;
  /** `SCHED_DEADLINE` only: when in a period the runtime must have been given, in ns. */
  readonly deadlineNs: number;
  /** `SCHED_DEADLINE` only: length of a period in ns. */
  readonly periodNs: number;
  /** Least utilisation to assume for frequency selection, 0 to 1024. */
  readonly utilMin: number;
  /** Most utilisation to assume for frequency selection, 0 to 1024. */
  readonly utilMax: number;
}

/** `struct sched_attr`, as far as Linux 5.3 and later know it. */
const SIZE = 56;
const OFFSET = {
  size: 0,
  policy: 4,
  flags: 8,
  nice: 16,
  priority: 20,
  runtime: 24,
  deadline: 32,
  period: 40,
  utilMin: 48,
  utilMax: 52,
};

/**
 * Writes a `struct sched_attr`; what is not given is 0.
 *
 * @throws {RangeError} If a time is not a whole number of nanoseconds.
 */
export function encodeSchedAttr(
  attr: Partial<SchedAttr> & Pick<SchedAttr, "policy">,
): DataView<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(SIZE));
  view.setUint32(OFFSET.size, SIZE, true);
  view.setUint32(OFFSET.policy, SCHED_POLICY[attr.policy], true);
  view.setBigUint64(OFFSET.flags, BigInt(attr.flags ?? 0), true);
  view.setInt32(OFFSET.nice, attr.nice ?? 0, true);
  view.setUint32(OFFSET.priority, attr.priority ?? 0, true);
  view.setBigUint64(OFFSET.runtime, BigInt(attr.runtimeNs ?? 0), true);
  view.setBigUint64(OFFSET.deadline, BigInt(attr.deadlineNs ?? 0), true);
  view.setBigUint64(OFFSET.period, BigInt(attr.periodNs ?? 0), true);
  view.setUint32(OFFSET.utilMin, attr.utilMin ?? 0, true);
  view.setUint32(OFFSET.utilMax, attr.utilMax ?? 0, true);
  return view;
}

/**
 * Reads a `struct sched_attr`.
 *
 * @throws {RangeError} If the policy has no name here.
 */
export function decodeSchedAttr(view: DataView): SchedAttr {
  return {
    policy: policyName(view.getUint32(OFFSET.policy, true)),
    flags: Number(view.getBigUint64(OFFSET.flags, true)),
    nice: view.getInt32(OFFSET.nice, true),
    priority: view.getUint32(OFFSET.priority, true),
    runtimeNs: Number(view.getBigUint64(OFFSET.runtime, true)),
    deadlineNs: Number(view.getBigUint64(OFFSET.deadline, true)),
    periodNs: Number(view.getBigUint64(OFFSET.period, true)),
    utilMin: view.getUint32(OFFSET.utilMin, true),
    utilMax: view.getUint32(OFFSET.utilMax, true),
  };
}

function policyName(number: number): SchedPolicy {
  for (const [name, value] of Object.entries(SCHED_POLICY)) {
    if (value === number) return name as SchedPolicy;
  }
  throw new RangeError(`The kernel has a scheduling policy ${number} that has no name here`);
}

/**
 * Sets how a thread is scheduled.
 *
 * @param tid Thread id; 0 is the calling thread.
 * @param attr The policy and its parameters; what is not given is 0.
 * @throws {SyscallError} `EPERM` without the privilege, `EINVAL` for parameters that do not fit
 * the policy, `EBUSY` if there is not enough bandwidth for a deadline.
 */
export function setSchedAttr(
  tid: number,
  attr: Partial<SchedAttr> & Pick<SchedAttr, "policy">,
): void {
  const view = encodeSchedAttr(attr);
  check(
    native().ktstr_sched_setattr(tid, view, view.byteLength),
    "sched_setattr",
    () => `setting ${describeThread(tid)} to ${describeAttr(attr)}`,
  );
}

function describeAttr(attr: Partial<SchedAttr> & Pick<SchedAttr, "policy">): string {
  const { policy, ...parameters } = attr;
  const words = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [policy, ...words].join(", ");
}

/**
 * Tells how a thread is scheduled.
 *
 * @param tid Thread id; 0 is the calling thread.
 * @throws {SyscallError} `ESRCH` if there is no such thread.
 */
export function getSchedAttr(tid: number): SchedAttr {
  const view = new DataView(new ArrayBuffer(SIZE));
  check(
    native().ktstr_sched_getattr(tid, view, view.byteLength),
    "sched_getattr",
    () => `reading the policy of ${describeThread(tid)}`,
  );
  return decodeSchedAttr(view);
}
