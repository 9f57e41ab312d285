import { native } from "./library.ts";
import { check } from "./syscall_error.ts";

/**
 * Closes a descriptor.
 *
 * @throws {SyscallError} `EBADF` if it is not open.
 */
export function closeFd(fd: number): void {
  check(native().ktstr_fd_close(fd), "close", () => `closing descriptor ${fd}`);
}

/**
 * Chooses whether child processes inherit a descriptor.
 *
 * @param fd The descriptor.
 * @param closeOnExec `false` to let every child that starts from now on inherit it.
 */
export function setCloseOnExec(fd: number, closeOnExec: boolean): void {
  check(
    native().ktstr_fd_set_close_on_exec(fd, Number(closeOnExec)),
    "fcntl",
    () => `${closeOnExec ? "setting" : "clearing"} close-on-exec of descriptor ${fd}`,
  );
}

/** Tells whether a descriptor is closed in child processes. */
export function isCloseOnExec(fd: number): boolean {
  return check(
    native().ktstr_fd_get_close_on_exec(fd),
    "fcntl",
    () => `reading close-on-exec of descriptor ${fd}`,
  ) === 1;
}

/**
 * Chooses whether reads and writes wait.
 *
 * The choice belongs to the open file: it also holds for other processes that have inherited it.
 */
export function setNonblocking(fd: number, nonblocking: boolean): void {
  check(
    native().ktstr_fd_set_nonblocking(fd, Number(nonblocking)),
    "fcntl",
    () => `making descriptor ${fd} ${nonblocking ? "non-blocking" : "blocking"}`,
  );
}

/**
 * Reads once from a descriptor. Blocks the event loop while there is nothing to read.
 *
 * @param fd The descriptor.
 * @param into Filled from its start.
 * @returns Number of bytes read, 0 at the end.
 * @throws {SyscallError} `EAGAIN` if the descriptor is non-blocking and nothing is there.
 */
export function readFd(fd: number, into: Uint8Array<ArrayBuffer>): number {
  return check(
    native().ktstr_fd_read(fd, into, into.byteLength),
    "read",
    () => `reading up to ${into.byteLength} bytes from descriptor ${fd}`,
  );
}

/**
 * Writes once to a descriptor. Blocks the event loop while there is no room.
 *
 * @param fd The descriptor.
 * @param bytes What to write.
 * @returns Number of bytes written, which can be less than asked for.
 * @throws {SyscallError} `EPIPE` if nobody can read any more.
 */
export function writeFd(fd: number, bytes: Uint8Array<ArrayBuffer>): number {
  return check(
    native().ktstr_fd_write(fd, bytes, bytes.byteLength),
    "write",
    () => `writing ${bytes.byteLength} bytes to descriptor ${fd}`,
  );
}
