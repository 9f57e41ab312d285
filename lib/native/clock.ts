import { native } from "./library.ts";
import { SyscallError } from "./syscall_error.ts";

/** Clocks with the numbers that the kernel gives them. */
export const CLOCK = {
  /** Wall-clock time since 1970; can jump. */
  REALTIME: 0,
  /** Time since boot without suspend; never jumps. */
  MONOTONIC: 1,
  /** CPU time of all threads of this process. */
  PROCESS_CPUTIME_ID: 2,
  /** CPU time of the calling thread. */
  THREAD_CPUTIME_ID: 3,
  /** Like `MONOTONIC`, never slewed. */
  MONOTONIC_RAW: 4,
  /** Time since boot with suspend. */
  BOOTTIME: 7,
} as const;

/**
 * Reads a clock.
 *
 * @param clock One of {@linkcode CLOCK}.
 * @returns Nanoseconds.
 * @throws {SyscallError} `EINVAL` if there is no such clock.
 */
export function clockNs(clock: number): bigint {
  const now = native().ktstr_clock_gettime(clock);
  if (now < 0n) throw new SyscallError("clock_gettime", Number(-now), `reading clock ${clock}`);
  return now;
}

/**
 * Reads `CLOCK_MONOTONIC`, the clock that the workers stamp with.
 *
 * `performance.now()` is not it: that one starts with the process.
 *
 * @returns Nanoseconds since boot, without time in suspend; exact for the first 104 days (2^53 ns),
 * then to 2 ns.
 */
export function monotonicNs(): number {
  return Number(clockNs(CLOCK.MONOTONIC));
}
