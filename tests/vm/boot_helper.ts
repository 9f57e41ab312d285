import { join } from "@std/path";
import { resolveKernel } from "../../lib/vm/mod.ts";
import { GuestChannel } from "../../lib/vm/channel/guest_channel.ts";
import {
  type GuestOutcome,
  type GuestSessionOptions,
  runGuestSession,
} from "../../lib/vm/guest/session.ts";
import {
  GUEST_ENVIRONMENT,
  type GuestImageOptions,
  packGuestImage,
  writeInitramfs,
} from "../../lib/vm/image/guest_image.ts";
import type { Layer } from "../../lib/vm/image/layer.ts";
import type { GuestRun } from "../../lib/vm/image/run_file.ts";

const PROGRAM_ROOT = join(import.meta.dirname!, "../..");
const INIT_PATH = join(PROGRAM_ROOT, "build/ktstr-guest-init");
const QEMU = "qemu-system-x86_64";

/** What a test boots. */
export interface BootOptions {
  /** The command, as `sh -c` takes it, or as its arguments. */
  readonly command: string | readonly string[];
  readonly run?: Partial<GuestRun>;
  readonly memoryMb?: number;
  readonly includes?: readonly string[];
  /** Whether Deno and this program are in the image. */
  readonly program?: boolean;
  readonly kernelArgs?: readonly string[];
  readonly qemuArgs?: readonly string[];
  readonly session?: Partial<GuestSessionOptions>;
  /** Called when init is there. */
  readonly onHello?: (qemu: Deno.ChildProcess, channel: GuestChannel) => void;
  /** Called for each event line. */
  readonly onEvent?: (line: string) => void;
}

/** What a test looks at. */
export interface Booted {
  readonly outcome: GuestOutcome;
  readonly stdout: Uint8Array;
  readonly stdoutText: string;
  readonly stderrText: string;
  readonly events: string[];
  readonly logs: string[];
  /** How QEMU ended. */
  readonly status: Deno.CommandStatus;
  /** Process id that QEMU had. */
  readonly qemuPid: number;
}

/** Boots a guest with two CPUs, follows it to its end, and removes all files. */
export async function boot(options: BootOptions): Promise<Booted> {
  const dir = await Deno.makeTempDir({ prefix: "ktstr-boot-" });
  try {
    return await bootIn(dir, options);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The shared layers, packed once for all tests of a file. */
const layers = new Map<boolean, Promise<Layer[]>>();

/** Where the layers of the tests are kept. */
const TEST_CACHE = join(PROGRAM_ROOT, "build/test-images");

/** What the image of a test is made of. */
export function imageOptions(program: boolean): GuestImageOptions {
  return { cacheDir: TEST_CACHE, programRoot: PROGRAM_ROOT, initPath: INIT_PATH, program };
}

async function sharedLayers(program: boolean): Promise<Layer[]> {
  let packing = layers.get(program);
  if (!packing) {
    packing = packGuestImage(imageOptions(program));
    layers.set(program, packing);
  }
  return await packing;
}

async function bootIn(dir: string, options: BootOptions): Promise<Booted> {
  const { command, program = false } = options;
  const initramfs = join(dir, "initramfs");
  await writeInitramfs(initramfs, await sharedLayers(program), {
    run: {
      argv: typeof command === "string" ? ["sh", "-c", command] : command,
      env: GUEST_ENVIRONMENT,
      cwd: "/",
      ...options.run,
    },
    includes: options.includes ?? [],
  });
  const consolePath = join(dir, "console.log");
  using channel = GuestChannel.listen(join(dir, "channel"));
  const qemu = new Deno.Command(QEMU, {
    args: await qemuArgs(options, initramfs, consolePath, channel.path),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    detached: true,
  }).spawn();
  let qemuStderr = "";
  const reading = (async () => {
    for await (const text of qemu.stderr.pipeThrough(new TextDecoderStream())) qemuStderr += text;
  })();
  const out: Uint8Array<ArrayBuffer>[] = [];
  const err: Uint8Array<ArrayBuffer>[] = [];
  const events: string[] = [];
  const logs: string[] = [];
  const outcome = await runGuestSession({
    process: qemu,
    channel,
    consolePath,
    qemuStderr: () => qemuStderr,
    handlers: {
      hello: () => options.onHello?.(qemu, channel),
      stdout: (bytes) => void out.push(bytes as Uint8Array<ArrayBuffer>),
      stderr: (bytes) => void err.push(bytes as Uint8Array<ArrayBuffer>),
      event: (line) => {
        events.push(line);
        options.onEvent?.(line);
      },
      log: (text) => void logs.push(text),
    },
    ...options.session,
  });
  await reading;
  const stdout = new Uint8Array(await new Blob(out).arrayBuffer());
  return {
    outcome,
    stdout,
    stdoutText: new TextDecoder().decode(stdout),
    stderrText: await new Blob(err).text(),
    events,
    logs,
    status: await qemu.status,
    qemuPid: qemu.pid,
  };
}

async function qemuArgs(
  options: BootOptions,
  initramfs: string,
  consolePath: string,
  channelPath: string,
): Promise<string[]> {
  const { image } = await resolveKernel();
  const append = ["console=ttyS0", "quiet", "panic=-1", ...options.kernelArgs ?? []].join(" ");
  return [
    ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    // QEMU 7.2 with a thread for each CPU loses patched kernel code: "Oops: int3" in some boots.
    ...["-machine", "q35", "-accel", "tcg,thread=single", "-cpu", "max", "-smp", "2"],
    ...["-m", String(options.memoryMb ?? 512)],
    ...["-kernel", image, "-initrd", initramfs, "-append", append],
    ...["-serial", `file:${consolePath}`],
    ...["-device", "isa-debug-exit,iobase=0xf4,iosize=4"],
    ...["-chardev", `socket,id=ktstr,path=${channelPath},server=off`],
    ...["-device", "virtio-serial-pci", "-device", "virtserialport,chardev=ktstr,name=ktstr"],
    ...options.qemuArgs ?? [],
  ];
}
