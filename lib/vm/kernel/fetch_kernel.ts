import { join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import { DEBIAN_SOURCE } from "./debian_source.ts";
import {
  type CachedKernel,
  installKernel,
  type KernelCacheOptions,
  kernelList,
  kernelsDir,
  verifyKernel,
} from "./kernel_cache.ts";
import { readSchedExt } from "./kernel_config.ts";
import type { KernelSource } from "./kernel_source.ts";
import type { OnKernelProgress } from "./progress.ts";
import { makeStaging } from "./staging.ts";

/** Options for {@linkcode kernelFetch}. */
export interface KernelFetchOptions extends KernelCacheOptions {
  /** Called whenever there is something new to show. */
  readonly onProgress?: OnKernelProgress;
  /** Ends the fetch; nothing is left of it. */
  readonly signal?: AbortSignal;
  /**
   * Where kernels can come from; the first one that this machine can use is asked.
   *
   * @default {KERNEL_SOURCES}
   */
  readonly sources?: readonly KernelSource[];
}

/** What {@linkcode kernelFetch} has done. */
export interface KernelFetchResult {
  /** The kernel in the cache. */
  readonly kernel: CachedKernel;
  /** Whether it was in the cache already. */
  readonly alreadyThere: boolean;
}

/** Where kernels can come from. */
export const KERNEL_SOURCES: readonly KernelSource[] = [DEBIAN_SOURCE];

/**
 * Gets the newest kernel with sched_ext from the distribution's packages.
 *
 * Works as an ordinary user and leaves the system's package management alone.
 *
 * @returns The kernel in the cache.
 * @throws {UnavailableError} No source can be used here, the network or a check failed, or the
 * kernel is built without sched_ext.
 */
export async function kernelFetch(options: KernelFetchOptions = {}): Promise<KernelFetchResult> {
  const { onProgress = () => {}, signal } = options;
  if (Deno.build.arch !== "x86_64") {
    throw new UnavailableError(
      `Kernels are fetched for x86_64 only: this machine is ${Deno.build.arch}`,
    );
  }
  const source = await chooseSource(options.sources ?? KERNEL_SOURCES);
  await using staging = await makeStaging(kernelsDir(options));
  const directory = join(staging.path, "source");
  await Deno.mkdir(directory);
  const context = { directory, onProgress, ...(signal === undefined ? {} : { signal }) };

  const offer = await source.look(context);
  const known = (await kernelList(options)).find(({ version }) => version === offer.version);
  if (known !== undefined && (await verifyKernel(known)).length === 0) {
    return { kernel: known, alreadyThere: true };
  }
  const fetched = await source.download(offer, context);
  if (await readSchedExt(fetched.config) !== true) {
    throw new UnavailableError(
      `Cannot use Linux ${fetched.version} of ${source.name}: it is built without sched_ext. ` +
        "Name another kernel with --kernel PATH",
    );
  }
  onProgress({ step: `Storing Linux ${fetched.version}`, percent: null });
  signal?.throwIfAborted();
  return { kernel: await installKernel(fetched, staging.path, options), alreadyThere: false };
}

async function chooseSource(sources: readonly KernelSource[]): Promise<KernelSource> {
  const problems: string[] = [];
  for (const source of sources) {
    const problem = await source.findProblem();
    if (problem === null) return source;
    problems.push(`${source.name}: ${problem}`);
  }
  throw new UnavailableError(
    `Cannot fetch a kernel here (${problems.join("; ")}). Supported: ` +
      `${sources.map(({ name }) => name).join(", ")}. Name a kernel with --kernel PATH, or build ` +
      'one with "ktstr kernel build --source DIR"',
  );
}
