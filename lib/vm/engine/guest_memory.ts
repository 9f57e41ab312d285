import { UnavailableError } from "../../errors/mod.ts";
import { readKernelFile } from "../../native/mod.ts";
import {
  formatMachineTopology,
  machineCpuCount,
  type MachineTopology,
} from "../../topology/mod.ts";
import { formatSize } from "../../units/mod.ts";

/** The memory of a guest. */
export interface GuestMemory {
  /** All of it, in bytes. */
  readonly totalBytes: number;
  /** Memory of each NUMA node in bytes, the node without CPUs last. */
  readonly nodeBytes: readonly number[];
}

const MIB = 1024 * 1024;

/** What a CPU needs: the kernel's own data for it, and workers with their buffers. */
const BYTES_PER_CPU = 64 * MIB;

/** Below this a kernel has no room left for an initramfs of any use. */
const LEAST_BYTES = 256 * MIB;

/** What QEMU needs beside the guest's memory, above all for translated code. */
const QEMU_BYTES = 256 * MIB;

/**
 * Works out how much memory a guest gets.
 *
 * @param machine The machine.
 * @param declaredBytes What a scenario, a test or the image asks for, in bytes. While the kernel
 * unpacks an initramfs it is in memory twice.
 * @returns The largest of 64 MiB for each CPU, 256 MiB, and what was asked for; the memory of a
 * node without CPUs comes on top.
 */
export function guestMemory(machine: MachineTopology, declaredBytes = 0): GuestMemory {
  const wanted = Math.max(
    machineCpuCount(machine) * BYTES_PER_CPU,
    LEAST_BYTES,
    declaredBytes,
    machine.memoryBytes ?? 0,
  );
  // Every node has the same: a whole number of MiB, as QEMU compares the sum exactly.
  const perNode = Math.ceil(wanted / machine.numaNodes / MIB) * MIB;
  const nodeBytes = Array.from({ length: machine.numaNodes }, () => perNode);
  if (machine.memoryNodeBytes !== undefined) nodeBytes.push(machine.memoryNodeBytes);
  return { totalBytes: nodeBytes.reduce((sum, bytes) => sum + bytes, 0), nodeBytes };
}

/**
 * Checks that the host can give a guest its memory.
 *
 * @param machine The machine, for the message.
 * @param memory What the guest gets.
 * @param availableBytes What the host has, in bytes.
 * @throws {UnavailableError} It is less than the guest and QEMU need.
 */
export function checkHostMemory(
  machine: MachineTopology,
  memory: GuestMemory,
  availableBytes: number = readAvailableMemory(),
): void {
  const needed = memory.totalBytes + QEMU_BYTES;
  if (needed <= availableBytes) return;
  throw new UnavailableError(
    `Not enough memory for the machine "${formatMachineTopology(machine)}": it needs ` +
      `${formatSize(needed)}, this host has ${formatSize(availableBytes)} available. ` +
      "Choose a smaller --topology, or end other programs",
  );
}

/**
 * Reads how much memory new programs can have before the host swaps.
 *
 * @returns `MemAvailable` of `/proc/meminfo`, in bytes.
 */
export function readAvailableMemory(): number {
  const text = readKernelFile("/proc/meminfo");
  const match = /^MemAvailable:\s*(\d+) kB$/m.exec(text);
  if (match === null) throw new Error("Cannot find MemAvailable in /proc/meminfo");
  return Number(match[1]) * 1024;
}
