import { native } from "./library.ts";
import { check } from "./syscall_error.ts";

/** Options for {@linkcode createPipe}. */
export interface CreatePipeOptions {
  /**
   * Whether child processes do without the read end.
   *
   * @default {true}
   */
  readonly readCloseOnExec?: boolean;
  /**
   * Whether child processes do without the write end.
   *
   * @default {true}
   */
  readonly writeCloseOnExec?: boolean;
}

/** The two ends of a pipe. Whoever created it closes them with `closeFd`. */
export interface Pipe {
  /** Descriptor of the end to read from. */
  readonly readFd: number;
  /** Descriptor of the end to write to. */
  readonly writeFd: number;
}

/** Creates a pipe, whose ends child processes inherit only if that is asked for. */
export function createPipe(options: CreatePipeOptions = {}): Pipe {
  const ends = new Int32Array(2);
  const { readCloseOnExec = true, writeCloseOnExec = true } = options;
  check(
    native().ktstr_pipe_create(ends, Number(!readCloseOnExec), Number(!writeCloseOnExec)),
    "pipe2",
    () => "creating a pipe",
  );
  const [readFd = -1, writeFd = -1] = ends;
  return { readFd, writeFd };
}

/**
 * Asks for room in a pipe.
 *
 * @param fd One of its ends.
 * @param bytes Room wanted, in bytes; the kernel rounds up to a power of two pages.
 * @returns The room that there now is, in bytes.
 * @throws {SyscallError} `EPERM` if it is more than `/proc/sys/fs/pipe-max-size` and the process
 * is not privileged.
 */
export function setPipeSize(fd: number, bytes: number): number {
  return check(
    native().ktstr_pipe_set_size(fd, bytes),
    "fcntl",
    () => `making room for ${bytes} bytes in the pipe of descriptor ${fd}`,
  );
}

/** Tells how many bytes a pipe has room for. */
export function getPipeSize(fd: number): number {
  return check(
    native().ktstr_pipe_get_size(fd),
    "fcntl",
    () => `reading the size of the pipe of descriptor ${fd}`,
  );
}
