import { join } from "@std/path";
import { UnavailableError, UsageError } from "../../errors/mod.ts";
import { readKernelFile } from "../../native/mod.ts";
import { type CachedKernel, type KernelCacheOptions, kernelList } from "./kernel_cache.ts";
import { readSchedExt } from "./kernel_config.ts";
import { readKernelImage } from "./kernel_image.ts";
import { matchesKernelVersion } from "./kernel_version.ts";

/** A kernel to boot. */
export interface ResolvedKernel {
  /** Path for QEMU's `-kernel`. */
  readonly image: string;
  /** The kernel's release; `null` where the file does not tell. */
  readonly version: string | null;
  /** Path of its configuration; `null` where there is none beside it. */
  readonly config: string | null;
  /** Whether it takes sched_ext schedulers; `null` where that cannot be told. */
  readonly schedExt: boolean | null;
  /** How it was found, as a part of a sentence. */
  readonly origin: string;
}

const HOW_TO_GET = 'Get one with "ktstr kernel fetch", or name an image with --kernel PATH';

/** Where a build tree has its image. */
const IMAGE_IN_TREE = "arch/x86/boot/bzImage";

/**
 * Finds the kernel that `--kernel` means.
 *
 * @param wanted Path of an image or of a build tree, `host` for the kernel that runs here, or a
 * version in the cache, of which the beginning is enough (`7.2`); without it, the newest one in
 * the cache that takes sched_ext schedulers.
 * @returns The kernel.
 * @throws {UnavailableError} There is no such kernel.
 * @throws {UsageError} The file is no kernel.
 */
export async function resolveKernel(
  wanted?: string,
  options: KernelCacheOptions = {},
): Promise<ResolvedKernel> {
  if (wanted === undefined) return await newestCached(options);
  if (wanted === "host") return await hostKernel();
  const info = await Deno.stat(wanted).catch(() => null);
  if (info?.isDirectory) return await treeKernel(wanted);
  if (info?.isFile) return await fileKernel(wanted, [], "the image that was named");
  if (wanted.includes("/")) {
    throw new UnavailableError(`There is no kernel "${wanted}": no such file or directory`);
  }
  return await cachedVersion(wanted, options);
}

async function newestCached(options: KernelCacheOptions): Promise<ResolvedKernel> {
  const kernels = await kernelList(options);
  const newest = kernels.find(({ schedExt }) => schedExt);
  if (newest !== undefined) return fromCache(newest, "the newest in the cache with sched_ext");
  const what = kernels.length === 0 ? "is empty" : "has no kernel with sched_ext";
  throw new UnavailableError(`There is no kernel to boot: the cache ${what}. ${HOW_TO_GET}`);
}

async function cachedVersion(
  wanted: string,
  options: KernelCacheOptions,
): Promise<ResolvedKernel> {
  const kernels = await kernelList(options);
  const found = kernels.find(({ version }) => version === wanted) ??
    kernels.find(({ version }) => matchesKernelVersion(version, wanted));
  if (found !== undefined) return fromCache(found, "in the cache");
  const there = kernels.map(({ version }) => version).join(", ");
  throw new UnavailableError(
    `There is no kernel "${wanted}": no such file, and the cache has ` +
      `${there === "" ? "no kernels" : there}. ${HOW_TO_GET}`,
  );
}

function fromCache({ image, version, config, schedExt }: CachedKernel, origin: string) {
  return { image, version, config, schedExt, origin };
}

async function hostKernel(): Promise<ResolvedKernel> {
  const release = readKernelFile("/proc/sys/kernel/osrelease").trim();
  const places = [`/boot/vmlinuz-${release}`, `/usr/lib/modules/${release}/vmlinuz`];
  for (const path of places) {
    if (await isReadable(path)) return await fileKernel(path, [release], "the host's own");
  }
  throw new UnavailableError(
    `Cannot boot the host's kernel ${release}: its image is neither ${places.join(" nor ")}, or ` +
      `you may not read it. ${HOW_TO_GET}`,
  );
}

async function treeKernel(tree: string): Promise<ResolvedKernel> {
  const image = join(tree, IMAGE_IN_TREE);
  if (await isReadable(image)) return await fileKernel(image, [], `built in ${tree}`);
  throw new UnavailableError(
    `There is no kernel in the build tree "${tree}": ${image} is missing. Build it with ` +
      `"make bzImage" there, or with "ktstr kernel build --source ${tree}"`,
  );
}

async function fileKernel(
  path: string,
  releases: readonly string[],
  origin: string,
): Promise<ResolvedKernel> {
  const image = await readKernelImage(path);
  if (image === null) {
    throw new UsageError(
      `"${path}" is no x86 kernel: it is neither a bzImage nor an ELF file (vmlinux)`,
    );
  }
  const version = image.version ?? releases[0] ?? null;
  const config = await findConfig(path, version);
  return { image: path, version, config, schedExt: await readSchedExt(config), origin };
}

/** A configuration is beside the image, or at the top of its build tree. */
async function findConfig(image: string, version: string | null): Promise<string | null> {
  const beside = join(image, "..");
  const places = [join(beside, "config")];
  if (version !== null) places.unshift(join(beside, `config-${version}`));
  if (version !== null) places.push(`/boot/config-${version}`);
  if (image.endsWith(`/${IMAGE_IN_TREE}`)) {
    places.unshift(join(image.slice(0, -IMAGE_IN_TREE.length), ".config"));
  }
  for (const place of places) {
    if (await isReadable(place)) return place;
  }
  return null;
}

async function isReadable(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    return (await file.stat()).isFile;
  } catch (error) {
    const absent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.PermissionDenied;
    if (absent) return false;
    throw error;
  }
}
