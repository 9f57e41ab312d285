/** How a process ended, as `Deno.ChildProcess` tells it. */
export interface ProcessStatus {
  /** Exit status. */
  readonly code: number;
  /** The signal that ended it, or `null`. */
  readonly signal: string | null;
}

/** How QEMU ended. */
export type QemuExit =
  /** The guest wrote `value` to the isa-debug-exit port. */
  | { readonly kind: "debug-exit"; readonly value: number }
  /** Status 0: the guest powered off, was reset, or its kernel gave up. Never proof of success. */
  | { readonly kind: "powered-off" }
  /** A signal ended QEMU. */
  | { readonly kind: "killed"; readonly signal: string }
  /** QEMU, or what starts it, refused to run. */
  | { readonly kind: "failed"; readonly code: number; readonly message: string };

/**
 * Tells how QEMU ended.
 *
 * The isa-debug-exit device makes `2 × value + 1` of what the guest writes, so a guest that wants
 * to be understood writes 1 or more: status 1 is QEMU's own word for a bad command line.
 *
 * @param status Status of the process.
 * @param stderr What it printed as errors.
 */
export function classifyQemuExit(status: ProcessStatus, stderr: string): QemuExit {
  if (status.signal !== null) return { kind: "killed", signal: status.signal };
  // QEMU catches the polite signals and ends with 0.
  const politely = /terminating on signal (\d+)/.exec(stderr)?.[1];
  if (politely !== undefined) return { kind: "killed", signal: `signal ${politely}` };
  if (status.code === 0) return { kind: "powered-off" };
  const byGuest = status.code % 2 === 1 && status.code > 1 && !/^setpriv: /m.test(stderr);
  if (byGuest) return { kind: "debug-exit", value: (status.code - 1) / 2 };
  return { kind: "failed", code: status.code, message: stderr.trim() };
}
