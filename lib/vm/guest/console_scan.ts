/** What a line of a kernel's console reports. */
export type ConsoleFindingKind =
  /** The kernel could not unpack its initramfs, mostly for lack of memory. */
  | "unpacking"
  /** The kernel has given up. */
  | "panic"
  /** A fault in the kernel; the task is gone, the kernel goes on. */
  | "oops"
  /** A failed assertion in the kernel. */
  | "bug"
  /** A CPU, a task or RCU makes no progress. */
  | "stall"
  /** A failed check in the kernel that it could live with. */
  | "warning"
  /** The kernel killed a process because the machine had no memory left. */
  | "out-of-memory"
  /** The kernel killed a process because its cgroup had no memory left. */
  | "cgroup-out-of-memory";

/** One line of a kernel's console that should be looked at. */
export interface ConsoleFinding {
  /** What it reports. */
  readonly kind: ConsoleFindingKind;
  /** Line of the console, from 1. */
  readonly line: number;
  /** The line without its time. */
  readonly text: string;
}

/** The first pattern that matches decides, so the more specific ones come first. */
const PATTERNS: readonly (readonly [ConsoleFindingKind, RegExp])[] = [
  ["unpacking", /^Initramfs unpacking failed/],
  ["panic", /^Kernel panic - not syncing/],
  ["stall", /soft lockup|hard LOCKUP|INFO: rcu_\w+ (?:self-)?detected (?:expedited )?stall/],
  ["stall", /^INFO: task .* blocked for more than \d+ seconds|kthread starved for \d+ jiffies/],
  ["oops", /^BUG: unable to handle|^BUG: kernel NULL pointer|^Unable to handle kernel/],
  // The line with the number of the oops: "Oops: int3: 0000 [#1] SMP", "divide error: 0000 [#2]".
  ["oops", /^Oops\b|: [0-9a-f]{4,} \[#\d+\]/],
  ["bug", /^BUG: |^kernel BUG at /],
  ["warning", /^WARNING: /],
  ["cgroup-out-of-memory", /^Memory cgroup out of memory: Killed process/],
  ["out-of-memory", /^Out of memory: Killed process|^Out of memory and no killable/],
];

/** Time and task or CPU in front of a kernel message: `[    1.234567][  T123] `. */
const PREFIX = /^(?:<\d+>)?(?:\[ *\d+\.\d+\])?(?:\[ *[TC]\d+\])? */;

// deno-lint-ignore no-control-regex
const TERMINAL_CODES = /\x1b(?:\[[0-9;?]*[A-Za-z]|c)|[\x00-\x08\x0b-\x1f]/g;

/**
 * Looks for trouble in the text of a kernel's console.
 *
 * @param text What the kernel has printed.
 * @returns The lines that report trouble, in order.
 */
export function scanConsole(text: string): ConsoleFinding[] {
  const findings: ConsoleFinding[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    const message = clean(line).replace(PREFIX, "");
    const kind = PATTERNS.find(([, pattern]) => pattern.test(message))?.[0];
    if (kind) findings.push({ kind, line: i + 1, text: message });
  }
  return findings;
}

/**
 * The end of a console.
 *
 * @param text What the kernel has printed.
 * @param count How many lines are wanted at most.
 * @returns The last lines that are not empty, without control characters.
 */
export function lastLines(text: string, count: number): string[] {
  const lines = text.split("\n").map(clean).filter((line) => line.trim() !== "");
  return lines.slice(Math.max(0, lines.length - count));
}

function clean(line: string): string {
  return line.replace(TERMINAL_CODES, "").trimEnd();
}
