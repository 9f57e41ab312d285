/**
 * Kernels for guests: found, fetched from a distribution, built, listed and removed.
 *
 * @module
 */
export * from "./build_kernel.ts";
export * from "./fetch_kernel.ts";
export * from "./kernel_config.ts";
export * from "./kernel_source.ts";
export * from "./progress.ts";
export * from "./resolve_kernel.ts";
export {
  type CachedKernel,
  type KernelCacheOptions,
  kernelClean,
  type KernelCleanOptions,
  type KernelCleanResult,
  kernelList,
  type NewKernel,
  verifyKernel,
} from "./kernel_cache.ts";
