import { errnoName, errnoText } from "./errno.ts";

/**
 * A system call that the kernel refused.
 *
 * @example
 * ```ts ignore
 * try {
 *   kill(pid, "SIGTERM");
 * } catch (error) {
 *   if (!isSyscallError(error, "ESRCH")) throw error;
 * }
 * ```
 */
export class SyscallError extends Error {
  /** Always `SyscallError`. */
  override readonly name = "SyscallError";
  /** Name of the system call, for example `sched_setaffinity`. */
  readonly syscall: string;
  /** The error number, positive. */
  readonly errno: number;
  /** The error's name, for example `EINVAL`. */
  readonly errnoName: string;
  /** What was tried, to follow "while": `pinning thread 123 to CPUs 4-7`. */
  readonly attempted: string;

  /**
   * Creates the error.
   *
   * @param syscall Name of the system call.
   * @param errno The error number, positive.
   * @param attempted What was tried, to follow "while".
   */
  constructor(syscall: string, errno: number, attempted: string) {
    super(`${syscall} failed: ${errnoName(errno)} (${errnoText(errno)}) while ${attempted}`);
    this.syscall = syscall;
    this.errno = errno;
    this.errnoName = errnoName(errno);
    this.attempted = attempted;
  }
}

/**
 * Tells whether something that was thrown is a {@linkcode SyscallError}, with one of some errors.
 *
 * @param error What was thrown.
 * @param names Names of errors, for example `"ESRCH"`; none means any.
 */
export function isSyscallError(error: unknown, ...names: string[]): error is SyscallError {
  return error instanceof SyscallError &&
    (names.length === 0 || names.includes(error.errnoName));
}

/**
 * Passes the result of a native function on, unless it is a negated error number.
 *
 * @param result What the native function returned.
 * @param syscall Name of the system call behind it.
 * @param attempted Says what was tried; called only after a failure.
 * @throws {SyscallError} If the result is negative.
 */
export function check(result: number, syscall: string, attempted: () => string): number {
  if (result < 0) throw new SyscallError(syscall, -result, attempted());
  return result;
}
