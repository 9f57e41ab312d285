/** A machine with a name. */
export interface MachinePreset {
  /** What `--topology` takes. */
  readonly name: string;
  /** The shape, for example `1n2l4c2t`. */
  readonly topology: string;
  /** Logical CPUs. */
  readonly cpus: number;
}

/**
 * The machines that a scheduler is tried on, from the smallest to the largest of each family.
 *
 * Odd counts find code that divides by two, `near-max` and `max` find limits of masks and tables,
 * `-nosmt` tells trouble with many CPUs from trouble with siblings.
 */
export const MACHINE_PRESETS: readonly MachinePreset[] = [
  { name: "tiny-1llc", topology: "1n1l4c1t", cpus: 4 },
  { name: "tiny-2llc", topology: "1n2l2c1t", cpus: 4 },
  { name: "odd-3llc", topology: "1n3l3c1t", cpus: 9 },
  { name: "odd-5llc", topology: "1n5l3c1t", cpus: 15 },
  { name: "odd-7llc", topology: "1n7l2c1t", cpus: 14 },
  { name: "smt-2llc", topology: "1n2l2c2t", cpus: 8 },
  { name: "smt-3llc", topology: "1n3l2c2t", cpus: 12 },
  { name: "medium-4llc", topology: "1n4l4c2t", cpus: 32 },
  { name: "medium-8llc", topology: "1n8l4c2t", cpus: 64 },
  { name: "large-4llc", topology: "1n4l16c2t", cpus: 128 },
  { name: "large-8llc", topology: "1n8l8c2t", cpus: 128 },
  { name: "near-max-llc", topology: "1n15l8c2t", cpus: 240 },
  { name: "max-cpu", topology: "1n14l9c2t", cpus: 252 },
  { name: "medium-4llc-nosmt", topology: "1n4l8c1t", cpus: 32 },
  { name: "medium-8llc-nosmt", topology: "1n8l8c1t", cpus: 64 },
  { name: "large-4llc-nosmt", topology: "1n4l32c1t", cpus: 128 },
  { name: "large-8llc-nosmt", topology: "1n8l16c1t", cpus: 128 },
  { name: "near-max-llc-nosmt", topology: "1n15l16c1t", cpus: 240 },
  { name: "max-cpu-nosmt", topology: "1n14l18c1t", cpus: 252 },
  { name: "numa2-4llc", topology: "2n4l4c1t", cpus: 16 },
  { name: "numa2-8llc", topology: "2n8l8c2t", cpus: 128 },
  { name: "numa2-8llc-nosmt", topology: "2n8l16c1t", cpus: 128 },
  { name: "numa4-8llc", topology: "4n8l4c1t", cpus: 32 },
  { name: "numa4-12llc", topology: "4n12l8c2t", cpus: 192 },
];
