/** Signals by number, in the numbering that x86, Arm, RISC-V and s390 share. */
const NAMES: readonly string[] = [
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGKILL",
  "SIGUSR1",
  "SIGSEGV",
  "SIGUSR2",
  "SIGPIPE",
  "SIGALRM",
  "SIGTERM",
  "SIGSTKFLT",
  "SIGCHLD",
  "SIGCONT",
  "SIGSTOP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGURG",
  "SIGXCPU",
  "SIGXFSZ",
  "SIGVTALRM",
  "SIGPROF",
  "SIGWINCH",
  "SIGIO",
  "SIGPWR",
  "SIGSYS",
];

/** A signal by name; 0 sends nothing and only checks whether it could be sent. */
export type Signal = Deno.Signal | 0;

/**
 * Gives the number of a signal.
 *
 * @throws {RangeError} If there is no such signal on Linux.
 */
export function signalNumber(signal: Signal): number {
  if (signal === 0) return 0;
  const index = NAMES.indexOf(signal);
  if (index < 0) throw new RangeError(`Linux has no signal named "${signal}"`);
  return index + 1;
}

/**
 * Names a signal.
 *
 * @param number As in a wait status.
 * @returns For example `"SIGKILL"`; `"signal 40"` for a real-time signal.
 */
export function signalName(number: number): string {
  return NAMES[number - 1] ?? `signal ${number}`;
}

/** Writes a signal for an error message. */
export function describeSignal(signal: Signal): string {
  return signal === 0 ? "signal 0" : signal;
}
