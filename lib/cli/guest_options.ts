import { resolve } from "@std/path";
import { UsageError } from "../errors/mod.ts";
import { createRunDirectory, defaultRunDirectory } from "../report/mod.ts";
import { type MachineTopology, parseMachineTopology } from "../topology/mod.ts";
import type { GuestRunOptions } from "../vm/mod.ts";
import type { Arguments, OptionSpec } from "./command.ts";
import { readDuration, readSize } from "./read_values.ts";

/** The machine of a command that names none: small, and as quick to boot as one can be. */
const DEFAULT_TOPOLOGY = "1n1l4c1t";

/** Options of every command that boots a virtual machine. */
export const GUEST_OPTIONS: readonly OptionSpec[] = [
  {
    name: "topology",
    value: "T",
    help: `CPUs of the virtual machine: 1n2l4c2t or a preset; ${DEFAULT_TOPOLOGY} by default.`,
  },
  {
    name: "kernel",
    value: "K",
    help: "Its kernel: an image, a build tree, host, or a version in the cache.",
  },
  { name: "memory", value: "SIZE", help: "Give it at least this much memory: 2GiB." },
  {
    name: "include",
    value: "PATH",
    repeatable: true,
    help: "Take along a file or directory, with the libraries of programs.",
  },
  { name: "vm-timeout", value: "TIME", help: "End it after this time: 5m." },
];

/** Where the console is kept. */
export const RUN_DIR: OptionSpec = {
  name: "run-dir",
  value: "DIR",
  help: "Keep the console below DIR.",
};

/** The part of {@linkcode GuestRunOptions} that options of the command line say. */
export type GuestChoices = Pick<
  GuestRunOptions,
  "machine" | "kernel" | "memoryBytes" | "includes" | "timeoutNs"
>;

/**
 * Reads the options of a virtual machine.
 *
 * @throws {UsageError} If a value is not what the option takes.
 */
export function readGuestOptions(args: Arguments): GuestChoices {
  const kernel = args.value("kernel");
  const memoryBytes = readSize(args, "memory");
  const timeoutNs = readDuration(args, "vm-timeout");
  const machine: MachineTopology = parseMachineTopology(args.value("topology") ?? DEFAULT_TOPOLOGY);
  return {
    machine,
    includes: args.all("include").map((path) => resolve(path)),
    ...(kernel === undefined ? {} : { kernel }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(timeoutNs === undefined ? {} : { timeoutNs }),
  };
}

/**
 * Refuses options of a virtual machine where none is asked for.
 *
 * @throws {UsageError} If one was given.
 */
export function refuseGuestOptions(args: Arguments): void {
  const given = GUEST_OPTIONS.find(({ name }) => args.all(name).length > 0);
  if (given === undefined) return;
  throw new UsageError(`Option --${given.name} is about a virtual machine: add --vm`);
}

/**
 * Makes the directory that keeps the console of a virtual machine.
 *
 * @throws {UnavailableError} If it cannot be made.
 */
export function guestDirectory(args: Arguments, what: string): string {
  return createRunDirectory(what, { dir: resolve(args.value("run-dir") ?? defaultRunDirectory()) });
}
