import { createHash } from "node:crypto";
import { basename, join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import { checkBuildToolchain } from "./build_toolchain.ts";
import {
  buildsDir,
  type CachedKernel,
  installKernel,
  type KernelCacheOptions,
  kernelsDir,
} from "./kernel_cache.ts";
import { missingOptions, parseKernelConfig, SCHED_EXT_OPTION } from "./kernel_config.ts";
import type { OnKernelProgress } from "./progress.ts";
import { runCommand } from "./run_command.ts";
import { makeStaging } from "./staging.ts";

/** Options for {@linkcode kernelBuild}. */
export interface KernelBuildOptions extends KernelCacheOptions {
  /** The kernel's source tree; it is only read. */
  readonly sourceDir: string;
  /**
   * Further fragments of a configuration, which win over what a guest needs otherwise.
   *
   * @default {[]}
   */
  readonly fragments?: readonly string[];
  /**
   * Compilers that run at the same time.
   *
   * @default {navigator.hardwareConcurrency}
   */
  readonly jobs?: number;
  /** Called for each file that is compiled. */
  readonly onProgress?: OnKernelProgress;
  /** Ends the build; the next one goes on from there. */
  readonly signal?: AbortSignal;
}

/** What {@linkcode kernelBuild} has made. */
export interface KernelBuildResult {
  /** The kernel in the cache. */
  readonly kernel: CachedKernel;
  /** Options of the fragments that this kernel does not have, as `OPTION=value`. */
  readonly missing: readonly string[];
}

/** What a guest cannot do without. */
const INDISPENSABLE = [
  SCHED_EXT_OPTION,
  "CONFIG_DEBUG_INFO_BTF",
  "CONFIG_BPF_SYSCALL",
  "CONFIG_SMP",
  "CONFIG_CGROUPS",
  "CONFIG_CPUSETS",
  "CONFIG_VIRTIO_CONSOLE",
  "CONFIG_VIRTIO_PCI",
  "CONFIG_SERIAL_8250_CONSOLE",
  "CONFIG_BLK_DEV_INITRD",
  "CONFIG_BINFMT_ELF",
  "CONFIG_DEVTMPFS",
  "CONFIG_X86_IOPL_IOPERM",
];

/** The fragment that makes a kernel a guest. */
const GUEST_FRAGMENT = join(import.meta.dirname ?? ".", "guest.config");

const PURPOSE = "Cannot build the kernel";

/**
 * Builds a kernel with what a guest needs and puts it into the cache.
 *
 * The build directory stays in the cache, outside of the source tree: the next build compiles
 * only what has changed.
 *
 * @returns The kernel, and which wishes it does not fulfil.
 * @throws {UnavailableError} The tree is no kernel source, is in use for builds of its own, or
 * lacks sched_ext; a tool is missing; or the build failed, with the compiler's last messages.
 */
export async function kernelBuild(options: KernelBuildOptions): Promise<KernelBuildResult> {
  const { fragments = [], jobs = navigator.hardwareConcurrency, onProgress = () => {} } = options;
  const source = await checkSource(options.sourceDir);
  await checkBuildToolchain();
  const output = await outputDirFor(source, options);
  const make = (...args: string[]) =>
    ["make", "-C", source, `O=${output}`, "ARCH=x86_64", ...args] as const;
  const run = {
    purpose: PURPOSE,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };

  onProgress({ step: "Configuring", percent: null });
  const missing = await configure(source, output, [GUEST_FRAGMENT, ...fragments], make, run);

  const step = `Compiling ${basename(source)}`;
  onProgress({ step, percent: null });
  await runCommand(make(`-j${jobs}`, "bzImage"), {
    ...run,
    onLine: (line) => {
      // `  CC      kernel/sched/core.o`
      if (/^ {2}[A-Z]/.test(line)) onProgress({ step, percent: null, detail: line.trim() });
    },
  });

  // The build writes its release there; before it, the tree alone cannot tell.
  const release = await Deno.readTextFile(join(output, "include/config/kernel.release"));
  const version = release.trim();
  onProgress({ step: `Storing Linux ${version}`, percent: null });
  await using staging = await makeStaging(kernelsDir(options));
  const built = {
    version,
    image: join(output, "arch/x86/boot/bzImage"),
    config: join(output, ".config"),
    source: `built from ${source}`,
    trust: "built here",
  };
  return { kernel: await installKernel(built, staging.path, options), missing };
}

type Make = (...args: string[]) => readonly [string, ...string[]];

/** Makes the configuration anew from the fragments; what comes out the same is not rebuilt. */
async function configure(
  source: string,
  output: string,
  fragments: readonly string[],
  make: Make,
  run: { readonly purpose: string; readonly signal?: AbortSignal },
): Promise<string[]> {
  const config = join(output, ".config");
  await runCommand(make("tinyconfig"), run);
  const merge = join(source, "scripts/kconfig/merge_config.sh");
  await runCommand([merge, "-m", "-O", output, config, ...fragments], { ...run, cwd: source });
  await runCommand(make("olddefconfig"), run);

  const wanted = new Map<string, string>();
  for (const fragment of fragments) {
    for (const [option, value] of parseKernelConfig(await Deno.readTextFile(fragment))) {
      wanted.set(option, value);
    }
  }
  const missing = missingOptions(wanted, parseKernelConfig(await Deno.readTextFile(config)));
  const fatal = missing.filter((wish) => INDISPENSABLE.includes(wish.split("=")[0] ?? ""));
  if (fatal.length === 0) return missing;
  const hint = fatal.some((wish) => wish.startsWith(`${SCHED_EXT_OPTION}=`))
    ? " sched_ext is in Linux 6.12 and later, and needs pahole for its type information"
    : "";
  throw new UnavailableError(`${PURPOSE}: it cannot have ${fatal.join(", ")}.${hint}`);
}

async function checkSource(directory: string): Promise<string> {
  const source = await Deno.realPath(directory).catch(() => null);
  if (source === null) throw new UnavailableError(`${PURPOSE}: there is no "${directory}"`);
  for (const part of ["Makefile", "Kconfig", "scripts/kconfig/merge_config.sh"]) {
    if (!await exists(join(source, part))) {
      throw new UnavailableError(
        `${PURPOSE}: "${source}" is no kernel source tree, it has no ${part}`,
      );
    }
  }
  for (const trace of [".config", "include/config"]) {
    if (await exists(join(source, trace))) {
      throw new UnavailableError(
        `${PURPOSE}: "${source}" is in use for a build of its own (${trace} is there). Boot that ` +
          `one with --kernel ${source}, or run "make mrproper" there first`,
      );
    }
  }
  return source;
}

async function outputDirFor(source: string, options: KernelCacheOptions): Promise<string> {
  const digest = createHash("sha256").update(source).digest("hex").slice(0, 8);
  const output = join(buildsDir(options), `${basename(source)}-${digest}`);
  await Deno.mkdir(output, { recursive: true });
  return output;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
