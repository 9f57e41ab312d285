import type { GuestEnd } from "./guest/guest_end.ts";
import { type GuestRunOptions, prepareGuest } from "./guest_run.ts";
import { isCommandEnd, kernelFault } from "./guest_status.ts";

export type { GuestRunOptions } from "./guest_run.ts";

/**
 * Boots a virtual machine, runs one command in it, and waits for its end.
 *
 * Nothing is left when the promise settles but what is in the directory that was named.
 *
 * @param options The machine, the command, and where its output goes.
 * @returns How it ended. A fault of the guest's kernel is its end, whatever the command's was.
 * @throws {UnavailableError} No QEMU, no kernel, not enough memory, or no way to make an image.
 *
 * @example
 * ```ts ignore
 * const end = await runInGuest({
 *   machine: parseMachineTopology("1n2l4c2t"),
 *   command: ["sh", "-c", "nproc"],
 *   image: "bare",
 *   directory: "runs/nproc",
 *   onStdout: (bytes) => out.push(bytes),
 *   onStderr: (bytes) => err.push(bytes),
 * });
 * ```
 */
export async function runInGuest(options: GuestRunOptions): Promise<GuestEnd> {
  await using guest = await prepareGuest(options);
  const { end, findings } = await guest.run();
  const fault = kernelFault(findings);
  return isCommandEnd(end) && fault !== undefined ? { kind: "oops", message: fault.text } : end;
}
