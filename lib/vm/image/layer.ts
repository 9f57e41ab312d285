import { createHash, type Hash } from "node:crypto";
import { join } from "@std/path";
import { CpioWriter } from "./cpio.ts";
import type { ImageEntry, ImageTree } from "./image_tree.ts";

/** Bytes to gather before they are hashed and written. */
const BUFFER_SIZE = 1 << 20;

/** Layers that are kept; more than any one run uses. */
const MAX_LAYERS = 12;

/** A layer that somebody has used this recently is never removed, in ms. */
const IN_USE_MS = 60 * 60 * 1000;

/**
 * Deno tells the time of a status change in whole seconds. An input that was changed so shortly
 * before packing could change again without a trace, so it is packed anew the next time, in ms.
 */
const SETTLE_MS = 2000;

/** A packed part of a guest image. */
export interface Layer {
  /** Path of the archive. */
  readonly path: string;
  /** SHA-256 of the archive in hexadecimal. */
  readonly digest: string;
  /** Size of the archive in bytes. */
  readonly size: number;
  /** Whether it was there already. */
  readonly cached: boolean;
}

/**
 * Packs a tree, unless the same tree was packed before.
 *
 * The archive is named by the SHA-256 of its bytes. A second file, named by what `stat` says about
 * the inputs (inode, size, times of content and of status), leads to it without reading them.
 *
 * @param tree What to pack.
 * @param cacheDir Directory of the cache; it is made if necessary.
 * @returns The layer.
 */
export async function packLayer(tree: ImageTree, cacheDir: string): Promise<Layer> {
  const keys = join(cacheDir, "keys");
  await Deno.mkdir(keys, { recursive: true });
  const inputs = await statInputs(tree);
  const key = join(keys, inputs.key);
  const known = await lookUp(key, cacheDir);
  if (known) return known;

  const temporary = await Deno.makeTempFile({ dir: cacheDir, prefix: ".packing-" });
  try {
    const { digest, size } = await writeArchive(tree, temporary);
    const path = layerPath(cacheDir, digest);
    await Deno.chmod(temporary, 0o644);
    await Deno.rename(temporary, path);
    if (inputs.settled) await writeAtomically(key, digest);
    await prune(cacheDir);
    return { path, digest, size, cached: false };
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/**
 * Packs a tree into a file.
 *
 * @param tree What to pack.
 * @param path The file, which is overwritten.
 * @returns Digest and size of the archive.
 */
export async function writeArchive(
  tree: ImageTree,
  path: string,
): Promise<{ digest: string; size: number }> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  const sink = new HashingSink(file);
  const writer = new CpioWriter(sink);
  for (const [place, entry] of tree.entries()) await addEntry(writer, place, entry);
  await writer.end();
  return await sink.finish();
}

async function addEntry(writer: CpioWriter, path: string, entry: ImageEntry): Promise<void> {
  if (entry.kind === "text") {
    const bytes = new TextEncoder().encode(entry.text);
    await writer.add(path, {
      kind: "file",
      mode: entry.mode,
      size: bytes.length,
      content: [bytes],
    });
  } else if (entry.kind === "file") {
    using file = await Deno.open(entry.source);
    const { size } = await file.stat();
    await writer.add(path, { kind: "file", mode: entry.mode, size, content: pieces(file) });
  } else {
    await writer.add(path, entry);
  }
}

async function* pieces(file: Deno.FsFile): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(BUFFER_SIZE);
  for (let n = await file.read(buffer); n !== null; n = await file.read(buffer)) {
    yield buffer.subarray(0, n);
  }
}

/** Gathers small writes, hashes what goes through and counts it. */
class HashingSink {
  readonly #file: Deno.FsFile;
  readonly #hash: Hash = createHash("sha256");
  readonly #buffer = new Uint8Array(BUFFER_SIZE);
  #used = 0;
  #size = 0;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#used + bytes.length > BUFFER_SIZE) await this.#flush();
    if (bytes.length >= BUFFER_SIZE) return await this.#pass(bytes);
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  async finish(): Promise<{ digest: string; size: number }> {
    await this.#flush();
    return { digest: this.#hash.digest("hex"), size: this.#size };
  }

  async #flush(): Promise<void> {
    await this.#pass(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  async #pass(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    for (let done = 0; done < bytes.length;) {
      done += await this.#file.write(bytes.subarray(done));
    }
  }
}

/** A name for the inputs as they are now, and whether they have been so for some time. */
async function statInputs(tree: ImageTree): Promise<{ key: string; settled: boolean }> {
  const limit = Date.now() - SETTLE_MS;
  const entries = tree.entries();
  const infos = await Promise.all(
    entries.map(([, entry]) => entry.kind === "file" ? Deno.stat(entry.source) : null),
  );
  const hash = createHash("sha256");
  let settled = true;
  for (const [i, [path, entry]] of entries.entries()) {
    const info = infos[i];
    const state = info && [info.dev, info.ino, info.size, info.mtime, info.ctime];
    hash.update(`${JSON.stringify([path, entry, state])}\n`);
    if (info && Math.max(info.mtime?.getTime() ?? 0, info.ctime?.getTime() ?? 0) > limit) {
      settled = false;
    }
  }
  return { key: hash.digest("hex"), settled };
}

async function lookUp(key: string, cacheDir: string): Promise<Layer | undefined> {
  try {
    const digest = await Deno.readTextFile(key);
    const path = layerPath(cacheDir, digest);
    const { size } = await Deno.stat(path);
    const now = new Date();
    // The time of the last use, for prune().
    await Deno.utime(path, now, now);
    return { path, digest, size, cached: true };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function layerPath(cacheDir: string, digest: string): string {
  return join(cacheDir, `${digest}.cpio`);
}

async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, text);
  await Deno.rename(temporary, path);
}

/** Removes the layers, keys and unfinished files that have not been used for the longest time. */
async function prune(cacheDir: string): Promise<void> {
  const layers = await byAge(cacheDir, (name) => name.endsWith(".cpio"));
  const unfinished = await byAge(cacheDir, (name) => name.startsWith(".packing-"));
  const keys = await byAge(join(cacheDir, "keys"), () => true);
  const candidates = [
    ...layers.slice(MAX_LAYERS),
    ...unfinished,
    ...keys.slice(10 * MAX_LAYERS),
  ];
  const limit = Date.now() - IN_USE_MS;
  for (const { path, time } of candidates) {
    if (time < limit) await Deno.remove(path).catch(ignoreNotFound);
  }
}

/** Files of a directory, the most recently used one first. */
async function byAge(
  dir: string,
  accept: (name: string) => boolean,
): Promise<{ path: string; time: number }[]> {
  const files = [];
  for await (const { name, isFile } of Deno.readDir(dir)) {
    if (!isFile || !accept(name)) continue;
    const path = join(dir, name);
    const info = await Deno.stat(path).catch(ignoreNotFound);
    if (info) files.push({ path, time: info.mtime?.getTime() ?? 0 });
  }
  return files.sort((a, b) => b.time - a.time);
}

/** Another process may prune the same cache. */
function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
