import { EXIT_STATUS, GuestError, UnavailableError } from "../errors/mod.ts";
import { ProgressLine } from "../report/mod.ts";
import { formatMachineTopology, machineCpuCount } from "../topology/mod.ts";
import { formatSize } from "../units/mod.ts";
import {
  type ConsoleFinding,
  describeEnd,
  describeEngine,
  guestExitStatus,
  type GuestOutcome,
  type GuestRunOptions,
  isCommandEnd,
  kernelFault,
  type PreparedGuest,
  prepareGuest,
} from "../vm/mod.ts";

/** Lines of the console that are repeated when a machine has failed. */
const TAIL_LINES = 10;

/** Kernel messages that are repeated one by one. */
const SHOWN_FINDINGS = 5;

/** What the display of a guest hears beside its options. */
export type BootGuestOptions = Omit<GuestRunOptions, "onNote"> & {
  /** Called before QEMU starts. */
  readonly onPrepared?: (guest: PreparedGuest) => void;
  /** What the command does before its first event, if that takes a while. */
  readonly startStep?: string;
  /** Called when the guest has ended, before anything is said about that. */
  readonly onEnd?: () => void;
};

/**
 * Boots a guest, shows on standard error what it runs on and how the boot is getting on, and tells
 * what went wrong with the machine.
 *
 * @param options The guest.
 * @returns The exit status that stands for its end.
 * @throws {UserError} If the machine, and not the command in it, has failed.
 */
export async function bootGuest(options: BootGuestOptions): Promise<number> {
  using progress = new ProgressLine("vm");
  const cpus = machineCpuCount(options.machine);
  progress.step("preparing the machine");
  await using guest = await prepareGuest({
    ...options,
    onNote: (text) => progress.say(`note: ${text}`),
    onBoot(hello) {
      progress.done();
      const seconds = (performance.now() - start) / 1000;
      progress.say(`Linux ${hello.kernelRelease} is up after ${seconds.toFixed(1)}s`);
      options.onBoot?.(hello);
      if (options.startStep !== undefined) progress.step(options.startStep);
    },
    onEvent(line) {
      progress.done();
      options.onEvent?.(line);
    },
  });
  progress.done();
  progress.say(describeEngine(guest.engine));
  progress.say(describeGuest(guest, options));
  options.onPrepared?.(guest);
  progress.step(`booting ${cpus} ${cpus === 1 ? "CPU" : "CPUs"}`);
  const start = performance.now();
  const outcome = await guest.run();
  options.onEnd?.();
  progress.done();
  return conclude(outcome, guest, progress);
}

/**
 * Prepares a guest as {@linkcode bootGuest} does, and boots nothing.
 *
 * @returns The command line of QEMU.
 */
export async function guestCommandLine(options: GuestRunOptions): Promise<readonly string[]> {
  using progress = new ProgressLine("vm");
  progress.step("preparing the machine");
  await using guest = await prepareGuest(options);
  progress.done();
  progress.say(describeEngine(guest.engine));
  return guest.command;
}

function describeGuest(guest: PreparedGuest, { machine }: BootGuestOptions): string {
  const { kernel, memoryBytes } = guest;
  const schedExt = kernel.schedExt === false ? ", without sched_ext" : "";
  return `${formatMachineTopology(machine)} with ${formatSize(memoryBytes)}, Linux ` +
    `${kernel.version ?? kernel.image} (${kernel.origin})${schedExt}`;
}

function conclude(outcome: GuestOutcome, guest: PreparedGuest, progress: ProgressLine): number {
  const { end, findings, consoleTail } = outcome;
  const status = guestExitStatus(outcome);
  // What ended the machine is said below.
  const notable = findings.filter(({ kind }) => kind !== end.kind);
  const shown = notable.slice(0, SHOWN_FINDINGS);
  for (const finding of shown) progress.say(describeFinding(finding, guest));
  if (notable.length > shown.length) {
    progress.say(`note: ${notable.length - shown.length} more such lines in ${guest.consolePath}`);
  }
  if (end.kind === "aborted") return status;
  if (end.kind === "not-started") {
    progress.say(`error: ${describeEnd(end)}. To take a program along: --include PATH`);
    return status;
  }
  if (!isCommandEnd(end)) {
    const message = [describeEnd(end), ...describeTail(consoleTail, guest)].join("\n");
    throw status === EXIT_STATUS.INTERNAL ? new GuestError(message) : new UnavailableError(message);
  }
  if (kernelFault(findings) === undefined) return status;
  throw new GuestError(
    [
      "The guest's kernel had a fault: what the command did in it is not to be trusted",
      ...describeTail(consoleTail, guest),
    ].join("\n"),
  );
}

function describeFinding({ kind, line, text }: ConsoleFinding, guest: PreparedGuest): string {
  return `note: the guest's kernel reports (${kind}): ${text} [${guest.consolePath}:${line}]`;
}

function describeTail(lines: readonly string[], guest: PreparedGuest): string[] {
  if (lines.length === 0) return ["The console is empty"];
  return [
    `The last lines of the console (${guest.consolePath}):`,
    ...lines.slice(-TAIL_LINES).map((line) => `  ${line}`),
  ];
}
