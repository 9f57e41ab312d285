import { UnavailableError } from "../../errors/mod.ts";
import { formatMachineTopology, type MachineTopology } from "../../topology/mod.ts";
import { formatQemuVersion, isAtLeast, type QemuVersion } from "./qemu_version.ts";
import type { Engine } from "./select_engine.ts";

/** Largest interrupt controller id of a CPU without x2APIC; 255 means "all of them". */
const LAST_XAPIC_ID = 254;

/** The first QEMU that emulates an x2APIC. */
const X2APIC_TCG_VERSION: QemuVersion = { major: 9, minor: 0, patch: 0 };

/**
 * Works out the largest id that an interrupt controller of a machine has.
 *
 * An id is made of the numbers of the socket, the core and the thread, each in as many bits as it
 * needs: 14 sockets of 9 cores of 2 threads are only 252 CPUs, but their ids go up to 433.
 *
 * @param machine The machine, with a socket for each last-level cache.
 */
export function largestApicId(machine: MachineTopology): number {
  const { llcs, coresPerLlc, threadsPerCore } = machine;
  const threadBits = Math.ceil(Math.log2(threadsPerCore));
  const coreBits = Math.ceil(Math.log2(coresPerLlc));
  const socket = (llcs - 1) * 2 ** (coreBits + threadBits);
  return socket + (coresPerLlc - 1) * 2 ** threadBits + (threadsPerCore - 1);
}

/**
 * Tells whether a machine needs an x2APIC, and an IOMMU that can deliver interrupts to one.
 *
 * @param machine The machine.
 */
export function needsX2apic(machine: MachineTopology): boolean {
  return largestApicId(machine) > LAST_XAPIC_ID;
}

/**
 * Checks that an engine can make a machine.
 *
 * @param engine The engine.
 * @param machine The machine.
 * @throws {UnavailableError} Its CPUs need an x2APIC, which this QEMU does not emulate.
 */
export function checkEngineFits(engine: Engine, machine: MachineTopology): void {
  if (engine.accelerator === "kvm" || !needsX2apic(machine)) return;
  const { path, version } = engine.qemu;
  if (isAtLeast(version, X2APIC_TCG_VERSION)) return;
  throw new UnavailableError(
    `Cannot make the machine "${formatMachineTopology(machine)}": the ids of its CPUs go up to ` +
      `${largestApicId(machine)}, above ${LAST_XAPIC_ID} they need KVM or QEMU ` +
      `${formatQemuVersion(X2APIC_TCG_VERSION)} or later: ${path} is ` +
      `${formatQemuVersion(version)}. Choose a --topology whose cores of a cache are a power of ` +
      "two, or install a newer QEMU (Debian 12: from bookworm-backports)",
  );
}
