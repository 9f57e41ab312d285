import { join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import { readKernelFile } from "../../native/mod.ts";
import { defaultCacheDir } from "./cache_dir.ts";
import { findQemu, type Qemu } from "./find_qemu.ts";
import { probeBoot } from "./kvm_probe.ts";
import { type ProbeAnswer, recallProbe, rememberProbe } from "./probe_cache.ts";
import { formatQemuVersion, isAtLeast, PARALLEL_TCG_VERSION } from "./qemu_version.ts";

/** What runs a guest's instructions: the processor, or QEMU's emulation of one. */
export type Accelerator = "kvm" | "tcg";

/** What virtual machines run on. */
export interface Engine {
  /** The program. */
  readonly qemu: Qemu;
  /** What runs the guest's instructions. */
  readonly accelerator: Accelerator;
  /** Whether the emulation uses a host thread for each CPU; `null` with KVM, which always does. */
  readonly tcgThreads: "single" | "multi" | null;
  /** What QEMU's `-cpu` takes. */
  readonly cpuModel: string;
  /** Why it is this accelerator and, if it is emulation, why these threads. */
  readonly why: string;
}

/** Options for {@linkcode selectEngine}. */
export interface SelectEngineOptions {
  /** Path of `qemu-system-x86_64`; without it `PATH` is searched. */
  readonly qemuPath?: string;
  /** The accelerator to use; without it KVM where it works, and emulation otherwise. */
  readonly accelerator?: Accelerator;
  /**
   * Directory of the cache, where it is remembered whether KVM works.
   *
   * @default {defaultCacheDir()}
   */
  readonly cacheDir?: string;
  /** Boots a test machine even if the answer is remembered. */
  readonly reprobe?: boolean;
}

/** Model that gives each socket a last-level cache with correct sharing, under emulation. */
const TCG_CPU_MODEL = "max,vendor=GenuineIntel";

/**
 * Decides what virtual machines run on.
 *
 * Whether KVM works is found out by a real boot, once for each host kernel, QEMU and CPU model.
 *
 * @returns The engine, with the reason for it.
 * @throws {UnavailableError} No QEMU, one that is too old, or KVM was asked for and does not work.
 */
export async function selectEngine(options: SelectEngineOptions = {}): Promise<Engine> {
  if (Deno.build.arch !== "x86_64") {
    throw new UnavailableError(
      `Virtual machines need an x86_64 host: this one is ${Deno.build.arch}. ` +
        "Run on the host itself, without --vm",
    );
  }
  const { qemuPath, accelerator } = options;
  const qemu = await findQemu(qemuPath === undefined ? {} : { path: qemuPath });
  if (accelerator === "tcg") return tcgEngine(qemu, "as asked");

  const cpuModel = kvmCpuModel(readCpuVendor());
  const { works, reason } = await askKvm(qemu, cpuModel, options);
  if (works) {
    return { qemu, accelerator: "kvm", tcgThreads: null, cpuModel, why: `KVM works: ${reason}` };
  }
  if (accelerator === "kvm") throw new UnavailableError(`Cannot use KVM: ${reason}`);
  return tcgEngine(qemu, `KVM does not work: ${reason}`);
}

/**
 * Says in one line what virtual machines run on.
 *
 * @param engine The engine.
 * @returns For example `QEMU 10.0.2 (/usr/bin/qemu-system-x86_64), KVM; KVM works: …`.
 */
export function describeEngine(engine: Engine): string {
  const { qemu, accelerator, tcgThreads, why } = engine;
  const threads = tcgThreads === "multi" ? "one thread for each CPU" : "one thread for all CPUs";
  const how = accelerator === "kvm" ? "KVM" : `emulation (TCG), ${threads}`;
  return `QEMU ${formatQemuVersion(qemu.version)} (${qemu.path}), ${how}; ${why}`;
}

/**
 * What `-cpu` takes with KVM.
 *
 * The host's own caches would say that they span all sockets, so QEMU makes them up: one
 * last-level cache a socket. On AMD the leaf that tells about caches is there with `topoext` only.
 *
 * @param vendor `vendor_id` of `/proc/cpuinfo`.
 */
export function kvmCpuModel(vendor: string): string {
  const amd = vendor === "AuthenticAMD" || vendor === "HygonGenuine";
  return `host,host-cache-info=off,l3-cache=on${amd ? ",topoext=on" : ""}`;
}

function tcgEngine(qemu: Qemu, why: string): Engine {
  const parallel = isAtLeast(qemu.version, PARALLEL_TCG_VERSION);
  const since = formatQemuVersion(PARALLEL_TCG_VERSION);
  return {
    qemu,
    accelerator: "tcg",
    tcgThreads: parallel ? "multi" : "single",
    cpuModel: TCG_CPU_MODEL,
    why: parallel ? why : `${why}; before QEMU ${since} more threads are not safe with sched_ext`,
  };
}

async function askKvm(
  qemu: Qemu,
  cpuModel: string,
  options: SelectEngineOptions,
): Promise<ProbeAnswer> {
  const path = join(options.cacheDir ?? defaultCacheDir(), "engine.json");
  const release = readKernelFile("/proc/sys/kernel/osrelease").trim();
  const key = `${release} | ${qemu.path} ${formatQemuVersion(qemu.version)} | ${cpuModel}`;
  const known = options.reprobe ? null : await recallProbe(path, key);
  if (known !== null) return { ...known, reason: `${known.reason} (remembered)` };
  const { works, reason, lasting } = await probeBoot(qemu, { accelerator: "kvm", cpuModel });
  if (lasting) await rememberProbe(path, key, { works, reason });
  return { works, reason };
}

function readCpuVendor(): string {
  const text = readKernelFile("/proc/cpuinfo");
  return /^vendor_id\s*:\s*(\S+)/m.exec(text)?.[1] ?? "";
}
