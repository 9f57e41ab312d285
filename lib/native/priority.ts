import { native } from "./library.ts";
import { check } from "./syscall_error.ts";
import { describeThread } from "./thread.ts";

/** The native function returns this less the nice value, because that one can be negative. */
const NICE_BASE = 20;

/**
 * Sets the nice value of a thread.
 *
 * @param tid Thread id; 0 is the calling thread. Other threads of the process keep theirs.
 * @param nice -20 (most CPU time) to 19 (least); the kernel cuts off what is beyond.
 * @throws {SyscallError} `EACCES` if it is lowered without the privilege.
 */
export function setNice(tid: number, nice: number): void {
  check(
    native().ktstr_setpriority(tid, nice),
    "setpriority",
    () => `setting ${describeThread(tid)} to nice ${nice}`,
  );
}

/**
 * Tells the nice value of a thread, -20 to 19.
 *
 * @param tid Thread id; 0 is the calling thread.
 * @throws {SyscallError} `ESRCH` if there is no such thread.
 */
export function getNice(tid: number): number {
  return NICE_BASE - check(
    native().ktstr_getpriority(tid),
    "getpriority",
    () => `reading the nice value of ${describeThread(tid)}`,
  );
}
