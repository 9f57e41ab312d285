import { machineCpuCount, type MachineTopology } from "../../topology/mod.ts";
import { needsX2apic } from "./apic_id.ts";
import { DEBUG_EXIT_PORT } from "./boot_sector.ts";
import { type GuestMemory, guestMemory } from "./guest_memory.ts";
import type { Engine } from "./select_engine.ts";

/** A virtio port that carries bytes between the guest and the host. */
export interface VirtioChannel {
  /** Name of the port; the guest finds it in `/sys/class/virtio-ports/<port>/name`. */
  readonly name: string;
  /** What is at the host's end. */
  readonly end: ChannelEnd;
}

/** The host's end of a {@linkcode VirtioChannel}. */
export type ChannelEnd =
  /** Standard input and output of QEMU, of which there is one. */
  | { readonly kind: "stdio" }
  /** A Unix socket that somebody listens on already. */
  | { readonly kind: "socket"; readonly path: string }
  /** A file that takes what the guest writes. */
  | { readonly kind: "file"; readonly path: string };

/** Where the serial console goes. */
export type SerialConsole =
  /** To a file, which is overwritten. */
  | { readonly kind: "file"; readonly path: string }
  /** To standard input and output of QEMU. */
  | { readonly kind: "stdio" };

/** All that makes up the command line of a guest. */
export interface QemuCommandSpec {
  /** What the guest runs on. */
  readonly engine: Engine;
  /** The CPUs and the memory that it has. */
  readonly machine: MachineTopology;
  /** Memory that is asked for, in bytes, as in {@linkcode guestMemory}. */
  readonly declaredBytes?: number;
  /** Path of the kernel: a bzImage, or an ELF file with a PVH entry. */
  readonly kernel: string;
  /** Path of the initramfs, which may be several archives in a row. */
  readonly initrd?: string;
  /** Words for the kernel's command line, behind those that every guest gets. */
  readonly cmdline?: readonly string[];
  /** Ports of the guest, in the order of their numbers from 1. */
  readonly channels?: readonly VirtioChannel[];
  /** Where the console goes, which is the first serial port. */
  readonly serial: SerialConsole;
}

const MIB = 1024 * 1024;

/**
 * Builds the command line of a guest. Nothing is read or written for it.
 *
 * @param spec What the guest is made of.
 * @returns The program and its arguments.
 *
 * @example
 * ```ts ignore
 * const command = buildQemuCommand({
 *   engine: await selectEngine(),
 *   machine: parseMachineTopology("smt-2llc"),
 *   kernel: "/boot/vmlinuz",
 *   serial: { kind: "file", path: "console.log" },
 * });
 * ```
 */
export function buildQemuCommand(spec: QemuCommandSpec): string[] {
  const { engine, machine, kernel, initrd } = spec;
  const memory = guestMemory(machine, spec.declaredBytes);
  const append = kernelCommandLine(engine, spec.cmdline ?? []);
  return [
    engine.qemu.path,
    ...["-name", "ktstr", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    ...machineArguments(engine, machine),
    ...cpuArguments(engine, machine),
    ...memoryArguments(machine, memory),
    ...["-device", `isa-debug-exit,iobase=0x${DEBUG_EXIT_PORT.toString(16)},iosize=4`],
    ...["-chardev", serialBackend(spec.serial), "-serial", "chardev:console"],
    ...channelArguments(spec.channels ?? []),
    ...["-kernel", kernel],
    ...(initrd === undefined ? [] : ["-initrd", initrd]),
    ...["-append", append],
  ];
}

/**
 * Builds the kernel's command line.
 *
 * @param engine What the guest runs on.
 * @param extra Words that come last, so that they win.
 */
export function kernelCommandLine(engine: Engine, extra: readonly string[]): string {
  return [
    "console=ttyS0",
    // Warnings are on the console, where the host looks for them; what is less costs boot time.
    "loglevel=5",
    // A panic resets the machine at once, which -no-reboot makes an end of QEMU.
    "panic=-1",
    // Emulated CPUs that come up together slow one another down, and the TSC that QEMU emulates
    // is the host's clock: there is nothing to calibrate.
    ...(engine.accelerator === "tcg" ? ["cpuhp.parallel=0", "tsc=reliable"] : []),
    ...extra,
  ].join(" ");
}

function machineArguments(engine: Engine, machine: MachineTopology): string[] {
  const { accelerator, tcgThreads } = engine;
  const accel = tcgThreads === null ? accelerator : `${accelerator},thread=${tcgThreads}`;
  if (!needsX2apic(machine)) return ["-machine", "q35", "-accel", accel];
  return [
    ...["-machine", "q35,kernel-irqchip=split", "-accel", accel],
    ...["-device", "intel-iommu,intremap=on,eim=on"],
  ];
}

/** A socket for each last-level cache: the one shape in which QEMU gets the sharing right. */
function cpuArguments(engine: Engine, machine: MachineTopology): string[] {
  const { llcs, coresPerLlc, threadsPerCore } = machine;
  const smp = [
    machineCpuCount(machine),
    `sockets=${llcs}`,
    "dies=1",
    `cores=${coresPerLlc}`,
    `threads=${threadsPerCore}`,
  ];
  return ["-cpu", engine.cpuModel, "-smp", smp.join(",")];
}

function memoryArguments(machine: MachineTopology, memory: GuestMemory): string[] {
  const { nodeBytes, totalBytes } = memory;
  const size = ["-m", `${totalBytes / MIB}M`];
  // Without a table of nodes the kernel makes up node 0, which is what one node looks like.
  if (nodeBytes.length === 1) return size;
  const cpusPerNode = machineCpuCount(machine) / machine.numaNodes;
  const nodes = nodeBytes.flatMap((bytes, node) => {
    const first = node * cpusPerNode;
    const cpus = node < machine.numaNodes ? `,cpus=${first}-${first + cpusPerNode - 1}` : "";
    return [
      ...["-object", `memory-backend-ram,id=memory${node},size=${bytes / MIB}M`],
      ...["-numa", `node,nodeid=${node}${cpus},memdev=memory${node}`],
    ];
  });
  const distances = (machine.distances ?? []).flatMap((row, from) =>
    row.flatMap((value, to) => ["-numa", `dist,src=${from},dst=${to},val=${value}`])
  );
  return [...size, ...nodes, ...distances];
}

function serialBackend(serial: SerialConsole): string {
  if (serial.kind === "stdio") return "stdio,id=console,signal=off";
  return `file,id=console,path=${optionValue(serial.path)}`;
}

function channelArguments(channels: readonly VirtioChannel[]): string[] {
  if (channels.length === 0) return [];
  const ports = channels.flatMap(({ name, end }, index) => [
    ...["-chardev", channelBackend(end, `channel${index}`)],
    ...["-device", `virtserialport,chardev=channel${index},name=${optionValue(name)}`],
  ]);
  return ["-device", "virtio-serial-pci", ...ports];
}

function channelBackend(end: ChannelEnd, id: string): string {
  switch (end.kind) {
    case "stdio":
      return `stdio,id=${id},signal=off`;
    case "socket":
      return `socket,id=${id},path=${optionValue(end.path)},server=off`;
    case "file":
      return `file,id=${id},path=${optionValue(end.path)}`;
  }
}

/** A comma ends a value in QEMU's options unless there are two of them. */
function optionValue(text: string): string {
  return text.replaceAll(",", ",,");
}
