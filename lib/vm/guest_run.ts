import { join } from "@std/path";
import { machineCpuCount, type MachineTopology } from "../topology/mod.ts";
import { GuestChannel } from "./channel/guest_channel.ts";
import type { HelloMessage } from "./channel/messages.ts";
import { defaultCacheDir } from "./engine/cache_dir.ts";
import { checkEngineFits } from "./engine/apic_id.ts";
import { checkHostMemory, guestMemory } from "./engine/guest_memory.ts";
import { buildQemuCommand } from "./engine/qemu_command.ts";
import { QemuProcess } from "./engine/qemu_process.ts";
import { type Accelerator, type Engine, selectEngine } from "./engine/select_engine.ts";
import { type GuestOutcome, runGuestSession } from "./guest/session.ts";
import {
  GUEST_ENVIRONMENT,
  GUEST_USER,
  packGuestImage,
  writeInitramfs,
} from "./image/guest_image.ts";
import { findHostCommand } from "./host_command.ts";
import type { GuestRun } from "./image/run_file.ts";
import { type ResolvedKernel, resolveKernel } from "./kernel/resolve_kernel.ts";
import { makeStaging, type Staging } from "./kernel/staging.ts";

/** What is run in a guest, and in which one. */
export interface GuestRunOptions {
  /** CPUs, caches, NUMA nodes and memory of the guest. */
  readonly machine: MachineTopology;
  /** The kernel, as `--kernel` takes it; without it the newest cached one with sched_ext. */
  readonly kernel?: string;
  /** The command and its arguments; the command is looked up in the guest. */
  readonly command: readonly string[];
  /**
   * Whether the command may be a program of the host, which the guest then gets.
   *
   * @default {false}
   */
  readonly fromHost?: boolean;
  /** Environment variables of the command, beside those that every guest has. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Working directory in the guest.
   *
   * @default {"the directory of this program, or / in a bare image"}
   */
  readonly cwd?: string;
  /** Files and directories of the host that the guest has at the same absolute paths. */
  readonly includes?: readonly string[];
  /** Memory that the command needs, in bytes; the guest has at least that much. */
  readonly memoryBytes?: number;
  /** Time that the guest is given from the start of QEMU, in ns; without it there is no limit. */
  readonly timeoutNs?: number;
  /** Directory that keeps the console and what the guest brings back; it is made. */
  readonly directory: string;
  /** Takes what the command writes to standard output. */
  readonly onStdout: (bytes: Uint8Array) => void;
  /** Takes what the command writes to standard error. */
  readonly onStderr: (bytes: Uint8Array) => void;
  /** Takes a line that a program in the guest has written to the pipe in `KTSTR_EVENTS`. */
  readonly onEvent?: (json: string) => void;
  /** Takes a sentence about something that a user may want to know. */
  readonly onNote?: (text: string) => void;
  /** Called when the guest has booted. */
  readonly onBoot?: (hello: HelloMessage) => void;
  /** User id of the command; 0 by default. The image knows 1000 as `ktstr`. */
  readonly uid?: number;
  /** Name of a cgroup below the root that the command runs in and owns with every controller. */
  readonly cgroup?: string;
  /** Interrupts the command, and ends the guest if that does not end it. */
  readonly signal?: AbortSignal;
  /** Time from the interruption to the end of the guest, in ms. */
  readonly abortGraceMs?: number;
  /**
   * What the guest has beside busybox: Deno and this program, or nothing.
   *
   * @default {"program"}
   */
  readonly image?: "program" | "bare";
  /** Whether `tests/` is in the image. */
  readonly tests?: boolean;
  /** Paths of further `deno.lock` files, whose npm packages are in the image. */
  readonly locks?: readonly string[];
  /** Standard input of the command; without it there is none. */
  readonly input?: ReadableStream<Uint8Array>;
  /** Size of the terminal that the command gets in place of pipes. */
  readonly terminal?: TerminalSize;
  /** Directories of the guest whose files are brought to `directory`. */
  readonly collect?: readonly string[];
  /** Words for the end of the kernel's command line. */
  readonly kernelArguments?: readonly string[];
  /** Path of QEMU; without it `PATH` is searched. */
  readonly qemuPath?: string;
  /** The accelerator; without it KVM where it works. */
  readonly accelerator?: Accelerator;
  /**
   * Directory of the cache.
   *
   * @default {defaultCacheDir()}
   */
  readonly cacheDir?: string;
}

/** Size of a terminal. */
export interface TerminalSize {
  /** Lines. */
  readonly rows: number;
  /** Characters of a line. */
  readonly columns: number;
}

/** A guest that is ready to boot. Disposing of it removes what was made for it. */
export interface PreparedGuest extends AsyncDisposable {
  /** What it runs on. */
  readonly engine: Engine;
  /** Its kernel. */
  readonly kernel: ResolvedKernel;
  /** Its memory in bytes. */
  readonly memoryBytes: number;
  /** The command line of QEMU. */
  readonly command: readonly string[];
  /** Path of its console. */
  readonly consolePath: string;
  /** Tells the guest that its terminal has another size; only while it runs. */
  resize(size: TerminalSize): void;
  /**
   * Boots it and waits for its end; once.
   *
   * @returns How it ended.
   */
  run(): Promise<GuestOutcome>;
}

/** Name of the file with the serial console. */
export const CONSOLE_FILE = "serial.log";

/** Directory of this program. */
const PROGRAM_ROOT = join(import.meta.dirname ?? ".", "..", "..");

const MIB = 1024 * 1024;

/** Beside the image: what the kernel needs, and a busybox command or two. */
const BARE_BYTES = 192 * MIB;

/** Beside the image: the same, and Deno with a heap. */
const PROGRAM_BYTES = 512 * MIB;

/** Time from the start of QEMU to the first word of init: for any machine, and for each CPU. */
const BOOT_TIMEOUT_MS = 120_000;
const BOOT_TIMEOUT_PER_CPU_MS = 1_000;

/** Silence of init that counts as a hang. One host thread may have to emulate all CPUs in turn. */
const SILENCE_TIMEOUT_MS = 30_000;
const SILENCE_TIMEOUT_PER_CPU_MS = 500;

/** Name of the result channel's port; the guest's init looks for it. */
const CHANNEL_NAME = "ktstr";

const NS_PER_MS = 1e6;

/**
 * Finds all that a guest needs, makes its image, and builds QEMU's command line.
 *
 * @param options The machine, the command, and where its output goes.
 * @returns The guest, not yet started.
 * @throws {UnavailableError} No QEMU, no kernel, not enough memory, or no way to make an image.
 */
export async function prepareGuest(options: GuestRunOptions): Promise<PreparedGuest> {
  const { machine } = options;
  const cacheDir = options.cacheDir ?? defaultCacheDir();
  const engine = await selectEngine({
    cacheDir,
    ...(options.qemuPath === undefined ? {} : { qemuPath: options.qemuPath }),
    ...(options.accelerator === undefined ? {} : { accelerator: options.accelerator }),
  });
  checkEngineFits(engine, machine);
  const kernel = await resolveKernel(options.kernel, { cacheDir });
  // Before the image is packed, as that takes a while the first time.
  checkHostMemory(machine, guestMemory(machine, options.memoryBytes));

  const staging = await makeStaging(join(cacheDir, "guests"));
  try {
    return await prepareIn(staging, { options, cacheDir, engine, kernel });
  } catch (error) {
    await staging[Symbol.asyncDispose]();
    throw error;
  }
}

interface Found {
  readonly options: GuestRunOptions;
  readonly cacheDir: string;
  readonly engine: Engine;
  readonly kernel: ResolvedKernel;
}

async function prepareIn(
  staging: Staging,
  { options, cacheDir, engine, kernel }: Found,
): Promise<PreparedGuest> {
  const { machine } = options;
  const initrd = join(staging.path, "initramfs");
  const imageBytes = await makeImage(initrd, cacheDir, options);
  // While the kernel unpacks the image, it is in memory twice.
  const beside = options.image === "bare" ? BARE_BYTES : PROGRAM_BYTES;
  const declaredBytes = Math.max(options.memoryBytes ?? 0, 2 * imageBytes + beside);
  const memory = guestMemory(machine, declaredBytes);
  checkHostMemory(machine, memory);

  await Deno.mkdir(options.directory, { recursive: true });
  const consolePath = join(options.directory, CONSOLE_FILE);
  const command = buildQemuCommand({
    engine,
    machine,
    declaredBytes,
    kernel: kernel.image,
    initrd,
    cmdline: [...describeHost(engine), ...options.kernelArguments ?? []],
    channels: [{ name: CHANNEL_NAME, end: { kind: "stdio" } }],
    serial: { kind: "file", path: consolePath },
  });
  let channel: GuestChannel | undefined;
  return {
    engine,
    kernel,
    memoryBytes: memory.totalBytes,
    command,
    consolePath,
    resize: (size) => void channel?.send({ type: "resize", ...size }),
    async run() {
      await using qemu = QemuProcess.start(command, { stdio: true });
      channel = GuestChannel.over(qemu.stdio!);
      return await follow(qemu, channel, consolePath, options);
    },
    [Symbol.asyncDispose]: () => staging[Symbol.asyncDispose](),
  };
}

/** What a guest cannot find out and needs to judge times fairly; the kernel ignores such words. */
function describeHost({ accelerator }: Engine): string[] {
  const cpus = navigator.hardwareConcurrency;
  return [`ktstr.accelerator=${accelerator}`, `ktstr.host_cpus=${cpus}`];
}

/** Writes the image and returns its size in bytes. */
async function makeImage(
  path: string,
  cacheDir: string,
  options: GuestRunOptions,
): Promise<number> {
  const image = options.image ?? "program";
  const guestPrograms = image === "program" ? ["deno"] : [];
  const { command, includes } = options.fromHost
    ? await findHostCommand(options.command, guestPrograms)
    : { command: options.command, includes: [] };
  const layers = await packGuestImage({
    cacheDir: join(cacheDir, "images"),
    programRoot: PROGRAM_ROOT,
    initPath: join(PROGRAM_ROOT, "build", "ktstr-guest-init"),
    program: image === "program",
    extraProgramPaths: options.tests ? ["tests"] : [],
    extraLocks: options.locks ?? [],
  });
  return await writeInitramfs(path, layers, {
    run: { ...describeRun(options), argv: command },
    includes: [...options.includes ?? [], ...includes],
  });
}

function describeRun(options: GuestRunOptions): Omit<GuestRun, "argv"> {
  const { uid = 0 } = options;
  return {
    env: {
      ...GUEST_ENVIRONMENT,
      ...(uid === 0 ? {} : { HOME: "/tmp", USER: GUEST_USER.name }),
      ...options.env,
    },
    cwd: options.cwd ?? (options.image === "bare" ? "/" : PROGRAM_ROOT),
    ...(uid === 0 ? {} : { uid, gid: uid === GUEST_USER.uid ? GUEST_USER.gid : uid }),
    ...(options.cgroup === undefined ? {} : { cgroup: options.cgroup }),
    stdin: options.input !== undefined,
    ...(options.terminal === undefined
      ? {}
      : { terminal: { path: "/dev/ptmx", ...options.terminal } }),
    collect: options.collect ?? [],
  };
}

async function follow(
  qemu: QemuProcess,
  channel: GuestChannel,
  consolePath: string,
  options: GuestRunOptions,
): Promise<GuestOutcome> {
  const { machine, timeoutNs, signal, abortGraceMs, input, onNote, onEvent, onBoot } = options;
  const cpus = machineCpuCount(machine);
  return await runGuestSession({
    process: qemu,
    channel,
    consolePath,
    qemuStderr: () => qemu.stderr(),
    handlers: {
      hello(message) {
        if (message.cpus !== cpus) {
          onNote?.(`${message.cpus} of ${cpus} CPUs have come up in the guest`);
        }
        onBoot?.(message);
      },
      stdout: options.onStdout,
      stderr: options.onStderr,
      event: (line) => onEvent?.(line),
      log: (text) => onNote?.(text),
    },
    resultDir: options.directory,
    bootTimeoutMs: BOOT_TIMEOUT_MS + cpus * BOOT_TIMEOUT_PER_CPU_MS,
    silenceTimeoutMs: SILENCE_TIMEOUT_MS + cpus * SILENCE_TIMEOUT_PER_CPU_MS,
    ...(timeoutNs === undefined ? {} : { timeoutMs: Math.ceil(timeoutNs / NS_PER_MS) }),
    ...(signal === undefined ? {} : { abort: signal }),
    ...(abortGraceMs === undefined ? {} : { abortGraceMs }),
    ...(input === undefined ? {} : { input }),
  });
}
