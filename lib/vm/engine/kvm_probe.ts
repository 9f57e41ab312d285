import { join } from "@std/path";
import { buildBootSector, DEBUG_EXIT_PORT, PROBE_VALUE } from "./boot_sector.ts";
import type { Qemu } from "./find_qemu.ts";
import type { ProbeAnswer } from "./probe_cache.ts";
import { classifyQemuExit } from "./qemu_exit.ts";
import { QemuProcess } from "./qemu_process.ts";

/** What a boot with an accelerator has shown. */
export interface BootProbe extends ProbeAnswer {
  /** Whether the answer is the machine's, and not that of a missing device or permission. */
  readonly lasting: boolean;
}

/** Options for {@linkcode probeBoot}. */
export interface ProbeBootOptions {
  /** The accelerator to try. */
  readonly accelerator: "kvm" | "tcg";
  /** What QEMU's `-cpu` takes: the same that guests get, as some hosts refuse some models. */
  readonly cpuModel: string;
  /**
   * Time for the machine to answer, in ms.
   *
   * @default {5_000}
   */
  readonly deadlineMs?: number;
}

/** Working hardware needs a third of a second; what needs ten times that is of no use. */
const DEADLINE_MS = 5_000;

/**
 * Boots a machine of a few instructions and waits for its answer.
 *
 * That `/dev/kvm` is there says little: nested and emulated ones exist that hang or take seconds
 * for what emulation does in a fraction of one.
 *
 * @param qemu QEMU.
 * @returns Whether the machine ran in time, and if not, why.
 */
export async function probeBoot(qemu: Qemu, options: ProbeBootOptions): Promise<BootProbe> {
  const { accelerator, cpuModel, deadlineMs = DEADLINE_MS } = options;
  const directory = await Deno.makeTempDir({ prefix: "ktstr-probe-" });
  try {
    const sector = join(directory, "boot-sector");
    await Deno.writeFile(sector, buildBootSector());
    const late = AbortSignal.timeout(deadlineMs);
    await using machine = QemuProcess.start([
      qemu.path,
      ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
      ...["-machine", "q35", "-accel", accelerator, "-cpu", cpuModel, "-smp", "2", "-m", "32"],
      ...["-device", `isa-debug-exit,iobase=0x${DEBUG_EXIT_PORT.toString(16)},iosize=4`],
      ...["-drive", `file=${sector.replaceAll(",", ",,")},format=raw,if=none,id=boot,readonly=on`],
      ...["-device", "isa-fdc", "-device", "floppy,drive=boot"],
    ], { signal: late });
    const exit = classifyQemuExit(await machine.status, machine.stderr());
    if (exit.kind === "debug-exit" && exit.value === PROBE_VALUE) {
      return { works: true, reason: "a test machine booted", lasting: true };
    }
    if (late.aborted) {
      const reason = `a test machine did not boot within ${deadlineMs / 1000} s`;
      return { works: false, reason, lasting: true };
    }
    return explainFailure(exit.kind === "killed" ? exit.signal : null, machine.stderr());
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function explainFailure(signal: string | null, stderr: string): BootProbe {
  if (/Could not access KVM kernel module: No such file/.test(stderr)) {
    const reason = "there is no /dev/kvm: the processor has no virtual machine support, it is " +
      "turned off, or the kvm module is not loaded";
    return { works: false, reason, lasting: false };
  }
  if (/Could not access KVM kernel module: Permission denied/.test(stderr)) {
    const reason = "no permission to open /dev/kvm: add yourself to the group kvm";
    return { works: false, reason, lasting: false };
  }
  // Warnings come first, the reason comes last.
  const lines = stderr.trim().split("\n").map((line) =>
    line.replace(/^[^:]*qemu[^:]*: (?:error: )?/, "")
  );
  const words = lines.find((line) => /error|failed|invalid/i.test(line)) ?? lines.at(-1);
  const what = signal === null ? "QEMU gave up" : `QEMU died of ${signal}`;
  return { works: false, reason: words ? `${what}: ${words}` : what, lasting: true };
}
