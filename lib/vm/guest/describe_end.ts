import { constants } from "node:os";
import type { GuestEnd } from "./guest_end.ts";

/**
 * Tells a person how a guest ended.
 *
 * @param end The end.
 * @returns One or two sentences without a final period; a message of QEMU may have several lines.
 *
 * @example A command that failed
 * ```ts ignore
 * describeEnd({ kind: "exited", code: 3 }); // "The command in the guest exited with status 3"
 * ```
 */
export function describeEnd(end: GuestEnd): string {
  switch (end.kind) {
    case "exited":
      return `The command in the guest exited with status ${end.code}`;
    case "signalled":
      return `The command in the guest was killed by ${signalName(end.signal)}`;
    case "not-started":
      return `The command in the guest could not be started: ${end.reason}`;
    case "not-unpacked":
      return `The guest's kernel could not unpack its image: ${end.message}. ` +
        "Give the guest more memory: half of it must hold the image";
    case "out-of-memory":
      return `The guest ran out of memory: ${end.message}. Give it more memory`;
    case "panic":
      return `The guest's kernel panicked: ${end.message}`;
    case "oops":
      return `The guest's kernel had a fault and did not recover: ${end.message}`;
    case "hang":
      return end.phase === "boot"
        ? `The guest did not boot: its init said nothing for ${seconds(end.silentMs)}`
        : `The guest hangs: its init has said nothing for ${seconds(end.silentMs)}`;
    case "timeout":
      return `The guest was ended after ${seconds(end.limitMs)}, the time that it was given`;
    case "powered-off":
      return "The guest powered off or reset itself before the command had ended";
    case "no-channel":
      return "The guest's init could not open the result channel. " +
        "The kernel needs CONFIG_VIRTIO_CONSOLE and CONFIG_VIRTIO_PCI built in";
    case "channel-damaged":
      return `The guest's results are not usable: ${end.message}`;
    case "qemu-killed":
      return `QEMU was killed by ${end.signal}` +
        (end.signal === "SIGKILL"
          ? ". When the host is short of memory, its kernel does that"
          : "");
    case "qemu-crashed":
      return `QEMU crashed with ${end.signal}`;
    case "qemu-failed":
      return `QEMU ended with status ${end.code}` + (end.message ? `: ${end.message}` : "");
    case "aborted":
      return "The guest was interrupted";
  }
}

/** "SIGTERM (15)"; the numbers of the guest are those of this machine. */
function signalName(number: number): string {
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name ? `${name} (${number})` : `signal ${number}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
