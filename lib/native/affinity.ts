import { decodeBitMask, describeIds, encodeBitMask } from "./bit_mask.ts";
import { native } from "./library.ts";
import { check, SyscallError } from "./syscall_error.ts";
import { describeThread } from "./thread.ts";

/** Room for 8192 CPUs, the most that x86 kernels are built for. */
const FIRST_MASK_BYTES = 1024;
const MAX_MASK_BYTES = 64 * 1024;
const EINVAL = 22;

/**
 * Lets a thread run only on some CPUs.
 *
 * The kernel quietly leaves out CPUs that do not exist and those outside the thread's cpuset, and
 * refuses only when none is left: read {@linkcode getAffinity} back to know what holds.
 *
 * @param tid Thread id; 0 is the calling thread. Other threads of the process are not moved.
 * @param cpus CPU numbers.
 * @throws {SyscallError} `EINVAL` if none of the CPUs can be used, `ESRCH` without such a thread.
 */
export function setAffinity(tid: number, cpus: Iterable<number>): void {
  const wanted = [...cpus];
  const mask = encodeBitMask(wanted);
  check(
    native().ktstr_sched_setaffinity(tid, mask, mask.byteLength),
    "sched_setaffinity",
    () => `pinning ${describeThread(tid)} to CPUs ${describeIds(wanted)}`,
  );
}

/**
 * Tells which CPUs a thread may run on.
 *
 * @param tid Thread id; 0 is the calling thread.
 * @returns CPU numbers, ascending.
 * @throws {SyscallError} `ESRCH` if there is no such thread.
 */
export function getAffinity(tid: number): number[] {
  for (let bytes = FIRST_MASK_BYTES;; bytes *= 2) {
    const mask = new Uint8Array(bytes);
    const filled = native().ktstr_sched_getaffinity(tid, mask, bytes);
    if (filled >= 0) return decodeBitMask(mask.subarray(0, filled));
    // This is how the kernel says that it knows more CPUs than the mask has room for.
    if (filled !== -EINVAL || bytes >= MAX_MASK_BYTES) {
      throw new SyscallError(
        "sched_getaffinity",
        -filled,
        `reading the CPUs of ${describeThread(tid)}`,
      );
    }
  }
}
