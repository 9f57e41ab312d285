/**
 * QEMU: found, judged, put on a command line, started and ended.
 *
 * @module
 */
export * from "./apic_id.ts";
export * from "./cache_dir.ts";
export * from "./find_qemu.ts";
export * from "./guest_memory.ts";
export * from "./kvm_probe.ts";
export * from "./qemu_command.ts";
export * from "./qemu_exit.ts";
export * from "./qemu_process.ts";
export * from "./qemu_version.ts";
export * from "./select_engine.ts";
export * from "./shell_quote.ts";
export { DEBUG_EXIT_PORT } from "./boot_sector.ts";
export type { ProbeAnswer } from "./probe_cache.ts";
