/**
 * Virtual machines: a kernel, a CPU topology and an image of this program, booted in QEMU.
 *
 * @module
 */
export * from "./engine/exports.ts";
export * from "./kernel/exports.ts";
export { type ConsoleFinding, type ConsoleFindingKind } from "./guest/console_scan.ts";
export type { CommandResult, HelloMessage } from "./channel/messages.ts";
export { EVENT_PIPE_PATH } from "./image/run_file.ts";
export * from "./guest/describe_end.ts";
export type { GuestEnd } from "./guest/guest_end.ts";
export type { GuestOutcome } from "./guest/session.ts";
export * from "./guest_run.ts";
export * from "./guest_status.ts";
export * from "./ktstr_test.ts";
export type { KtstrTestContext, RunInTestOptions } from "./testing/test_context.ts";
export * from "./run_in_guest.ts";
