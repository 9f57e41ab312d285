import { EXIT_STATUS } from "../errors/mod.ts";
import type { ConsoleFinding } from "./guest/console_scan.ts";
import type { GuestEnd } from "./guest/guest_end.ts";
import type { GuestOutcome } from "./guest/session.ts";

/** What a shell answers for a command that is not there, and for one that cannot be run. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** A shell adds this to the signal that has killed a command. */
const SIGNAL_BASE = 128;

const ENOENT = 2;

/**
 * Works out the exit status that stands for the end of a guest.
 *
 * A command's own end is its status, as a shell gives it. What the user can help with more memory,
 * another kernel or another option is `UNAVAILABLE`; what broke down is `INTERNAL`, a fault of the
 * guest's kernel also when the command has ended well.
 *
 * @param outcome The outcome of a guest.
 */
export function guestExitStatus({ end, findings }: GuestOutcome): number {
  const spoilt = isCommandEnd(end) && kernelFault(findings) !== undefined;
  return spoilt ? EXIT_STATUS.INTERNAL : statusOfEnd(end);
}

/**
 * Looks for a fault of the guest's kernel after which nothing in it is to be trusted.
 *
 * @param findings What the console tells.
 * @returns The first one.
 */
export function kernelFault(findings: readonly ConsoleFinding[]): ConsoleFinding | undefined {
  return findings.find(({ kind }) => kind === "oops" || kind === "bug");
}

/**
 * Tells whether the command has ended by itself, and not the machine around it.
 *
 * @param end The end of a guest.
 */
export function isCommandEnd(end: GuestEnd): boolean {
  return end.kind === "exited" || end.kind === "signalled";
}

function statusOfEnd(end: GuestEnd): number {
  switch (end.kind) {
    case "exited":
      return end.code;
    case "signalled":
      return SIGNAL_BASE + end.signal;
    case "not-started":
      return end.errno === ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
    case "aborted":
      return EXIT_STATUS.INTERRUPTED;
    case "not-unpacked":
    case "out-of-memory":
    case "no-channel":
    case "qemu-failed":
    case "qemu-killed":
      return EXIT_STATUS.UNAVAILABLE;
    case "panic":
    case "oops":
    case "hang":
    case "timeout":
    case "powered-off":
    case "channel-damaged":
    case "qemu-crashed":
      return EXIT_STATUS.INTERNAL;
  }
}
