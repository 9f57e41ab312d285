import { native } from "./library.ts";
import { check } from "./syscall_error.ts";

/** What can happen on a descriptor, as bits; combine them with `|`. */
export const POLL = {
  /** There is something to read. */
  IN: 0x001,
  /** Something exceptional happened, for example a change of `cgroup.events`. */
  PRI: 0x002,
  /** There is room to write. */
  OUT: 0x004,
  /** An error is pending. Always reported. */
  ERR: 0x008,
  /** The other side is gone. Always reported. */
  HUP: 0x010,
  /** The descriptor is not open. Always reported. */
  NVAL: 0x020,
} as const;

/** `struct pollfd`: the descriptor, the wanted events, the events that happened. */
const ENTRY = { size: 8, fd: 0, events: 4, revents: 6 };

/**
 * Waits until something happens on one of some descriptors.
 *
 * Blocks the event loop for as long as it waits; a timeout of 0 only looks.
 *
 * @param fds The descriptors.
 * @param timeoutMs How long to wait at most, in milliseconds; -1 waits for ever.
 * @param events What to wait for, bits of {@linkcode POLL}.
 * @returns What happened, by descriptor; descriptors with nothing to tell are left out.
 */
export function pollFds(
  fds: readonly number[],
  timeoutMs: number,
  events: number = POLL.IN,
): Map<number, number> {
  const view = new DataView(new ArrayBuffer(fds.length * ENTRY.size));
  fds.forEach((fd, i) => {
    view.setInt32(i * ENTRY.size + ENTRY.fd, fd, true);
    view.setInt16(i * ENTRY.size + ENTRY.events, events, true);
  });
  check(
    native().ktstr_poll(view, fds.length, timeoutMs),
    "poll",
    () => `waiting up to ${timeoutMs} ms for ${fds.length} descriptors`,
  );
  const happened = new Map<number, number>();
  fds.forEach((fd, i) => {
    const bits = view.getInt16(i * ENTRY.size + ENTRY.revents, true);
    if (bits !== 0) happened.set(fd, bits);
  });
  return happened;
}
