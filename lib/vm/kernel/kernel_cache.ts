import { createHash } from "node:crypto";
import { join } from "@std/path";
import { defaultCacheDir } from "../engine/cache_dir.ts";
import { readSchedExt } from "./kernel_config.ts";
import { compareKernelVersions } from "./kernel_version.ts";
import { sweepStaging } from "./staging.ts";
import { extractVmlinux } from "./vmlinux.ts";

/** Names of a cached kernel's files. */
const IMAGE = "vmlinuz";
const UNPACKED = "vmlinux";
const CONFIG = "config";
const MANIFEST = "manifest.json";

/** What the manifest says about one file. */
interface FileRecord {
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

interface Manifest {
  readonly format: 1;
  readonly version: string;
  readonly source: string;
  readonly trust: string;
  readonly addedAt: string;
  readonly files: Readonly<Record<string, FileRecord>>;
}

/** A kernel in the cache. */
export interface CachedKernel {
  /** The kernel's release, for example `7.2.13+deb14-cloud-amd64`. */
  readonly version: string;
  /** Whether it takes sched_ext schedulers. */
  readonly schedExt: boolean;
  /** Path of the file to boot: the unpacked kernel where there is one. */
  readonly image: string;
  /** Path of its configuration. */
  readonly config: string;
  /** Where it came from, for example `Debian sid, linux-binary-7.2.13…`. */
  readonly source: string;
  /** Why its files are to be trusted, for example who signed them. */
  readonly trust: string;
  /** When it was put into the cache, as ISO 8601. */
  readonly addedAt: string;
  /** Size of its files in bytes. */
  readonly sizeBytes: number;
  /** Path of its directory. */
  readonly directory: string;
}

/** A kernel that is to be put into the cache. */
export interface NewKernel {
  /** The kernel's release. */
  readonly version: string;
  /** Path of the bzImage; it is copied. */
  readonly image: string;
  /** Path of the configuration; it is copied. */
  readonly config: string;
  /** Where it comes from. */
  readonly source: string;
  /** Why it is to be trusted. */
  readonly trust: string;
}

/** Where cached kernels are. */
export interface KernelCacheOptions {
  /**
   * Directory of the cache of this program.
   *
   * @default {defaultCacheDir()}
   */
  readonly cacheDir?: string;
}

/** The directory that holds a directory for each kernel. */
export function kernelsDir(options: KernelCacheOptions): string {
  return join(options.cacheDir ?? defaultCacheDir(), "kernels");
}

/**
 * Lists the kernels in the cache.
 *
 * @returns The kernels, the newest first.
 */
export async function kernelList(options: KernelCacheOptions = {}): Promise<CachedKernel[]> {
  const kernels: CachedKernel[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(kernelsDir(options))) {
      if (!isDirectory || name.startsWith(".")) continue;
      const kernel = await readCached(join(kernelsDir(options), name));
      if (kernel !== null) kernels.push(kernel);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return kernels.sort((a, b) => compareKernelVersions(b.version, a.version));
}

/**
 * Compares the files of a cached kernel with their checksums.
 *
 * @param kernel The kernel.
 * @returns What is wrong with it, a line each; empty when it is as it was put there.
 */
export async function verifyKernel(kernel: CachedKernel): Promise<string[]> {
  const manifest = await readManifest(kernel.directory);
  if (manifest === null) return ["its manifest is gone or damaged"];
  const problems: string[] = [];
  for (const [name, record] of Object.entries(manifest.files)) {
    const path = join(kernel.directory, name);
    const found = await recordFile(path).catch(() => null);
    if (found === null) problems.push(`${name} cannot be read`);
    else if (found.sha256 !== record.sha256) problems.push(`${name} is not what was stored`);
  }
  return problems;
}

/** What {@linkcode kernelClean} removes. */
export interface KernelCleanOptions extends KernelCacheOptions {
  /**
   * How many kernels stay, the newest ones.
   *
   * @default {0}
   */
  readonly keepNewest?: number;
}

/** What {@linkcode kernelClean} has removed. */
export interface KernelCleanResult {
  /** The kernels that were removed. */
  readonly removed: readonly CachedKernel[];
  /** Paths of build directories and of unfinished downloads that were removed. */
  readonly leftovers: readonly string[];
}

/**
 * Removes kernels, build directories and what interrupted downloads have left.
 *
 * @returns What was removed.
 */
export async function kernelClean(options: KernelCleanOptions = {}): Promise<KernelCleanResult> {
  const removed = (await kernelList(options)).slice(options.keepNewest ?? 0);
  for (const { directory } of removed) await Deno.remove(directory, { recursive: true });
  const leftovers: string[] = [];
  try {
    leftovers.push(...await sweepStaging(kernelsDir(options)));
    const builds = buildsDir(options);
    await Deno.remove(builds, { recursive: true });
    leftovers.push(builds);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return { removed, leftovers };
}

/** The directory that holds a build directory for each source tree. */
export function buildsDir(options: KernelCacheOptions): string {
  return join(options.cacheDir ?? defaultCacheDir(), "kernel-builds");
}

/**
 * Puts a kernel into the cache. It is there as a whole or not at all.
 *
 * @param kernel The kernel.
 * @param staging An empty directory beside the kernels, in which its own is made.
 * @returns The kernel in its place; one of the same version is replaced.
 */
export async function installKernel(
  kernel: NewKernel,
  staging: string,
  options: KernelCacheOptions,
): Promise<CachedKernel> {
  const made = join(staging, "kernel");
  await Deno.mkdir(made);
  await Deno.copyFile(kernel.image, join(made, IMAGE));
  await Deno.copyFile(kernel.config, join(made, CONFIG));
  const unpacked = extractVmlinux(await Deno.readFile(kernel.image));
  if (unpacked !== null) await Deno.writeFile(join(made, UNPACKED), unpacked);
  const files: Record<string, FileRecord> = {};
  for (const name of [IMAGE, CONFIG, ...(unpacked === null ? [] : [UNPACKED])]) {
    files[name] = await recordFile(join(made, name));
  }
  const { version, source, trust } = kernel;
  const addedAt = new Date().toISOString();
  const manifest: Manifest = { format: 1, version, source, trust, addedAt, files };
  await Deno.writeTextFile(join(made, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);

  const place = join(kernelsDir(options), version);
  // A directory that is not empty cannot be replaced by a rename: the old one steps aside first.
  await Deno.rename(place, join(staging, "replaced")).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(made, place);
  const cached = await readCached(place);
  if (cached === null) throw new Error(`Cannot read back the kernel in ${place}`);
  return cached;
}

async function readCached(directory: string): Promise<CachedKernel | null> {
  const manifest = await readManifest(directory);
  if (manifest === null) return null;
  const { version, source, trust, addedAt, files } = manifest;
  const config = join(directory, CONFIG);
  const sizes = await Promise.all(
    Object.entries(files).map(async ([name, { size }]) => {
      const found = (await Deno.stat(join(directory, name)).catch(() => null))?.size;
      return found === size ? size : null;
    }),
  );
  // A file that is missing or cut off makes the kernel useless: as good as not there.
  if (sizes.includes(null)) return null;
  return {
    version,
    schedExt: await readSchedExt(config) === true,
    image: join(directory, UNPACKED in files ? UNPACKED : IMAGE),
    config,
    source,
    trust,
    addedAt,
    sizeBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    directory,
  };
}

async function readManifest(directory: string): Promise<Manifest | null> {
  try {
    const manifest = JSON.parse(await Deno.readTextFile(join(directory, MANIFEST)));
    return manifest?.format === 1 && CONFIG in manifest.files ? manifest : null;
  } catch (error) {
    const gone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (gone || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function recordFile(path: string): Promise<FileRecord> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await Deno.open(path);
  for await (const bytes of file.readable) {
    hash.update(bytes);
    size += bytes.length;
  }
  return { sha256: hash.digest("hex"), size };
}
