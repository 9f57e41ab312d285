import { closeFd } from "./fd.ts";
import { native } from "./library.ts";
import { pollFds } from "./poll.ts";
import { describeSignal, type Signal, signalNumber } from "./signal_number.ts";
import { check } from "./syscall_error.ts";

/**
 * A process that cannot be mistaken for a later one with the same id.
 *
 * @example
 * ```ts ignore
 * using process = PidFd.open(pid);
 * process.sendSignal("SIGTERM");
 * const gone = process.waitForExit(100);
 * ```
 */
export class PidFd implements Disposable {
  /** The process id. */
  readonly pid: number;
  #fd: number;

  private constructor(pid: number, fd: number) {
    this.pid = pid;
    this.#fd = fd;
  }

  /** The descriptor, close-on-exec, readable once the process has exited; -1 after disposal. */
  get fd(): number {
    return this.#fd;
  }

  /**
   * Takes hold of a process.
   *
   * @param pid The process, greater than 1.
   * @throws {SyscallError} `ESRCH` if there is no such process.
   */
  static open(pid: number): PidFd {
    const fd = check(
      native().ktstr_pidfd_open(pid),
      "pidfd_open",
      () => `opening process ${pid}`,
    );
    return new PidFd(pid, fd);
  }

  /**
   * Sends a signal.
   *
   * @throws {SyscallError} `ESRCH` if the process has been reaped, `EBADF` after disposal.
   */
  sendSignal(signal: Signal): void {
    check(
      native().ktstr_pidfd_send_signal(this.#fd, signalNumber(signal)),
      "pidfd_send_signal",
      () => `sending ${describeSignal(signal)} to process ${this.pid}`,
    );
  }

  /**
   * Waits until the process has exited, reaped or not. Blocks the event loop meanwhile.
   *
   * @param timeoutMs How long to wait at most, in milliseconds; 0 only looks.
   * @returns Whether it has exited.
   */
  waitForExit(timeoutMs: number): boolean {
    return pollFds([this.#fd], timeoutMs).size > 0;
  }

  /** Lets go of the process. */
  [Symbol.dispose](): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    // The number may soon mean another process; a negative one is always refused.
    this.#fd = -1;
    closeFd(fd);
  }
}
