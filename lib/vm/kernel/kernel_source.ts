import type { NewKernel } from "./kernel_cache.ts";
import type { OnKernelProgress } from "./progress.ts";

/** A distribution whose packages hold a kernel with sched_ext. One file implements one. */
export interface KernelSource {
  /** Name for messages, for example `Debian sid`. */
  readonly name: string;
  /**
   * Tells whether this machine can use it.
   *
   * @returns What is in the way; `null` if nothing is.
   */
  findProblem(): Promise<string | null>;
  /**
   * Finds out which kernel there is now, with the signature of the package index checked.
   *
   * @param context Where to work.
   */
  look(context: KernelSourceContext): Promise<KernelOffer>;
  /**
   * Downloads and unpacks it, with the checksums of the signed index checked.
   *
   * @param offer What {@linkcode KernelSource.look} has found in the same directory.
   * @param context Where to work.
   */
  download(offer: KernelOffer, context: KernelSourceContext): Promise<NewKernel>;
}

/** A kernel that a source has. */
export interface KernelOffer {
  /** The kernel's release, as it will be called in the cache. */
  readonly version: string;
  /** Packages that hold it. */
  readonly packages: readonly string[];
}

/** Where and for whom a source works. */
export interface KernelSourceContext {
  /** Directory that the source has for itself; it is removed afterwards. */
  readonly directory: string;
  /** Takes notice of progress. */
  readonly onProgress: OnKernelProgress;
  /** Ends the work when it fires. */
  readonly signal?: AbortSignal;
}
