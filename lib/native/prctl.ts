import { cString } from "./c_string.ts";
import { native } from "./library.ts";
import { describeSignal, type Signal, signalNumber } from "./signal_number.ts";
import { check } from "./syscall_error.ts";

/** Gives the id of the calling thread; in Deno's main program it is the process id. */
export function getTid(): number {
  return check(native().ktstr_gettid(), "gettid", () => "asking for the thread id");
}

/**
 * Has a signal sent to this process when the thread that started it ends.
 *
 * The parent may have ended before this call: compare `Deno.ppid` with the expected one after it.
 *
 * @param signal The signal; 0 for none.
 */
export function setParentDeathSignal(signal: Signal): void {
  check(
    native().ktstr_set_parent_death_signal(signalNumber(signal)),
    "prctl",
    () => `asking for ${describeSignal(signal)} at the death of the parent`,
  );
}

/** Chooses whether orphaned descendants become children of this process instead of init's. */
export function setChildSubreaper(on: boolean): void {
  check(
    native().ktstr_set_child_subreaper(Number(on)),
    "prctl",
    () => `${on ? "becoming" : "ceasing to be"} the reaper of orphaned descendants`,
  );
}

/**
 * Sets how much later than asked the timers of the calling thread may fire.
 *
 * @param slackNs The slack in ns, below 2^32; 0 restores the default. Real-time threads have none.
 */
export function setTimerSlackNs(slackNs: number): void {
  check(
    native().ktstr_set_timer_slack(slackNs),
    "prctl",
    () => `setting the timer slack to ${slackNs} ns`,
  );
}

/**
 * Names the calling thread, as `ps` and `/proc/PID/comm` show it.
 *
 * @param name At most 15 bytes; the rest is cut off.
 */
export function setThreadName(name: string): void {
  check(
    native().ktstr_set_thread_name(cString(name, "thread name")),
    "prctl",
    () => `naming the calling thread "${name}"`,
  );
}

/** Gives up, for good, privileges that this thread and its children could gain by exec. */
export function setNoNewPrivileges(): void {
  check(
    native().ktstr_set_no_new_privs(),
    "prctl",
    () => "giving up new privileges",
  );
}
