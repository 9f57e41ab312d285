import { native } from "./library.ts";
import { describeSignal, type Signal, signalNumber } from "./signal_number.ts";
import { check } from "./syscall_error.ts";

/**
 * Sends a signal to a process.
 *
 * @param pid The process, greater than 1: nothing here can reach a whole group or init by mistake.
 * @param signal The signal; 0 sends nothing and only checks.
 * @throws {SyscallError} `ESRCH` if there is no such process, `EINVAL` if `pid` is not above 1.
 */
export function kill(pid: number, signal: Signal): void {
  check(
    native().ktstr_kill(pid, signalNumber(signal)),
    "kill",
    () => `sending ${describeSignal(signal)} to process ${pid}`,
  );
}

/**
 * Sends a signal to all processes of a group.
 *
 * @param pgid The process group, greater than 1.
 * @param signal The signal; 0 sends nothing and only checks.
 * @throws {SyscallError} `ESRCH` if the group is empty, `EINVAL` if `pgid` is not above 1.
 */
export function killGroup(pgid: number, signal: Signal): void {
  check(
    native().ktstr_killpg(pgid, signalNumber(signal)),
    "kill",
    () => `sending ${describeSignal(signal)} to process group ${pgid}`,
  );
}
