import type { CommandResult, ExitMessage } from "../channel/messages.ts";
import { classifyQemuExit } from "../engine/qemu_exit.ts";
import type { ConsoleFinding } from "./console_scan.ts";

/** What init writes to the isa-debug-exit device; `native/guest/leave.h` has the same numbers. */
export const LEAVE_VALUE = {
  /** Everything was reported. */
  ORDERLY: 0x2a,
  /** Init could not use the result channel; the console has the reason. */
  BROKEN: 0x2b,
} as const;

/** How a guest ended. */
export type GuestEnd =
  /** The command ended, and init reported how. */
  | CommandResult
  /** The kernel could not unpack the guest's image. */
  | { readonly kind: "not-unpacked"; readonly message: string }
  /** The kernel killed the command, or gave up, for lack of memory. */
  | { readonly kind: "out-of-memory"; readonly message: string }
  /** The kernel gave up. */
  | { readonly kind: "panic"; readonly message: string }
  /** A fault in the kernel, after which the guest did not end by itself. */
  | { readonly kind: "oops"; readonly message: string }
  /** Init fell silent; before its first word the phase is `boot`. */
  | { readonly kind: "hang"; readonly phase: "boot" | "run"; readonly silentMs: number }
  /** The time that the guest was given is over, while init still answers. */
  | { readonly kind: "timeout"; readonly limitMs: number }
  /** The guest powered off or reset itself without a report. */
  | { readonly kind: "powered-off" }
  /** Init could not open the result channel. */
  | { readonly kind: "no-channel" }
  /** What came over the result channel was not what init sends. */
  | { readonly kind: "channel-damaged"; readonly message: string }
  /** Somebody ended QEMU. */
  | { readonly kind: "qemu-killed"; readonly signal: string }
  /** QEMU itself broke down. */
  | { readonly kind: "qemu-crashed"; readonly signal: string }
  /** QEMU refused to run. */
  | { readonly kind: "qemu-failed"; readonly code: number; readonly message: string }
  /** The caller's abort signal fired. */
  | { readonly kind: "aborted" };

/** Why the host ended a guest. */
export type StopReason =
  | { readonly kind: "aborted" }
  | { readonly kind: "hang"; readonly silentMs: number }
  | { readonly kind: "timeout"; readonly limitMs: number }
  | { readonly kind: "damaged"; readonly message: string };

/** All that is known about the end of a guest. */
export interface EndFacts {
  /** Whether init has said anything. */
  readonly started: boolean;
  /** Init's last word, if it came. */
  readonly exit: ExitMessage | undefined;
  /** Why the host ended the guest, if it did. */
  readonly stopped: StopReason | undefined;
  /** How QEMU ended. */
  readonly qemu: { readonly code: number; readonly signal: string | null };
  /** What QEMU printed as errors. */
  readonly qemuStderr: string;
  /** What the console tells. */
  readonly findings: readonly ConsoleFinding[];
}

/** Signals that a program brings upon itself. */
const CRASH_SIGNALS = ["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"];

const SIGKILL = 9;

/**
 * Decides how a guest ended.
 *
 * Init's last word is the authority, unless it had nothing to run. Without it, a kernel that gave up explains everything else;
 * then comes why the host ended the guest, then how QEMU ended.
 *
 * @param facts All that is known.
 * @returns The end.
 */
export function classifyEnd(facts: EndFacts): GuestEnd {
  const { exit, stopped, findings } = facts;
  if (stopped?.kind === "aborted") return { kind: "aborted" };
  const ranCommand = exit && exit.result.kind !== "not-started";
  const unpacking = findings.find((finding) => finding.kind === "unpacking");
  if (unpacking && !ranCommand) return { kind: "not-unpacked", message: unpacking.text };
  if (exit) return commandEnd(exit, findings);

  const panic = findings.find((finding) => finding.kind === "panic");
  if (panic) return panicEnd(panic.text);
  if (stopped?.kind === "damaged") return { kind: "channel-damaged", message: stopped.message };
  const qemu = qemuEnd(facts);
  if (!stopped && qemu) return qemu;
  const oops = findings.find((finding) => finding.kind === "oops" || finding.kind === "bug");
  if (oops) return { kind: "oops", message: oops.text };
  if (stopped?.kind === "timeout") return stopped;
  if (stopped?.kind === "hang") return { ...stopped, phase: facts.started ? "run" : "boot" };
  return { kind: "powered-off" };
}

function commandEnd(exit: ExitMessage, findings: readonly ConsoleFinding[]): GuestEnd {
  const { result, oomKills } = exit;
  if (result.kind !== "signalled" || result.signal !== SIGKILL || oomKills === 0) return result;
  const line = findings.findLast((finding) => finding.kind === "out-of-memory");
  return { kind: "out-of-memory", message: line?.text ?? "The kernel killed the command" };
}

function panicEnd(text: string): GuestEnd {
  const message = text.replace(/^Kernel panic - not syncing: */, "");
  const kind = /out of memory|deadlocked on memory/i.test(message) ? "out-of-memory" : "panic";
  return { kind, message };
}

/** What QEMU's own end tells, when it was neither the host's doing nor the guest's. */
function qemuEnd({ qemu, qemuStderr }: EndFacts): GuestEnd | undefined {
  const exit = classifyQemuExit(qemu, qemuStderr);
  switch (exit.kind) {
    case "powered-off":
      return undefined;
    case "killed":
      return {
        kind: CRASH_SIGNALS.includes(exit.signal) ? "qemu-crashed" : "qemu-killed",
        signal: exit.signal,
      };
    case "failed":
      return { kind: "qemu-failed", code: exit.code, message: exit.message };
    case "debug-exit":
      return exit.value === LEAVE_VALUE.BROKEN
        ? { kind: "no-channel" }
        : { kind: "channel-damaged", message: "The report of the end was lost" };
  }
}
