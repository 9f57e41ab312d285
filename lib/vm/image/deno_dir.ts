import { join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import type { ImageTree } from "./image_tree.ts";

/** Where the guest's Deno keeps its cache. */
export const GUEST_DENO_DIR = "/ktstr/deno";

/** The files of an npm package that a running program can ask for; types and sources are not. */
const RUNTIME_FILES = /\.(?:js|mjs|cjs|json|node|wasm)$/;

/** Where Deno keeps its cache on this machine. */
export function hostDenoDir(): string {
  const set = Deno.env.get("DENO_DIR");
  if (set) return set;
  const cache = Deno.env.get("XDG_CACHE_HOME");
  return join(cache ? cache : join(Deno.env.get("HOME") ?? "/root", ".cache"), "deno");
}

/**
 * The npm packages that a lock file names.
 *
 * @param lock Text of `deno.lock`.
 * @returns Name and version of each, in the order of the file.
 */
export function lockedPackages(lock: string): { name: string; version: string }[] {
  const { npm = {} } = JSON.parse(lock) as { npm?: Record<string, unknown> };
  return Object.keys(npm).map((key) => {
    // "@scope/name@1.2.3", and behind an underscore the peers that it was resolved with.
    const at = key.indexOf("@", 1);
    return { name: key.slice(0, at), version: key.slice(at + 1).replace(/_.*$/, "") };
  });
}

/**
 * Puts the npm packages of a lock file into an image, where the guest's Deno finds them without a
 * network.
 *
 * @param tree The image.
 * @param lockPath Path of `deno.lock`.
 * @param denoDir Deno's cache on this machine.
 * @throws {UnavailableError} A package was not downloaded yet.
 */
export async function addNpmPackages(
  tree: ImageTree,
  lockPath: string,
  denoDir: string = hostDenoDir(),
): Promise<void> {
  const registries = await list(join(denoDir, "npm"));
  for (const { name, version } of lockedPackages(await Deno.readTextFile(lockPath))) {
    const places = registries.map((registry) => join("npm", registry, name, version));
    const found = await firstDirectory(denoDir, places);
    if (found === undefined) {
      throw new UnavailableError(
        `Cannot build a guest image: the npm package ${name}@${version} of ${lockPath} ` +
          `is not in ${join(denoDir, "npm")}. Run "deno install" there once, with a network`,
      );
    }
    await addPackage(tree, join(denoDir, found), join(GUEST_DENO_DIR, found));
  }
}

/**
 * Puts what this machine's Deno has made of TypeScript files into an image. The guest's Deno checks
 * each against its source and makes anew what is missing, which under emulation takes seconds.
 *
 * @param tree The image.
 * @param paths Absolute paths of files and directories of the program.
 * @param denoDir Deno's cache on this machine.
 */
export async function addEmittedCode(
  tree: ImageTree,
  paths: readonly string[],
  denoDir: string = hostDenoDir(),
): Promise<void> {
  for (const path of paths) {
    const place = join("gen", "file", path);
    if (await firstDirectory(denoDir, [place]) !== undefined) {
      await addPackage(tree, join(denoDir, place), join(GUEST_DENO_DIR, place));
    } else if (await isFile(join(denoDir, `${place}.js`))) {
      const file = { kind: "file", mode: 0o644, source: join(denoDir, `${place}.js`) } as const;
      tree.add(join(GUEST_DENO_DIR, `${place}.js`), file);
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}

async function addPackage(tree: ImageTree, source: string, path: string): Promise<void> {
  tree.add(path, { kind: "directory", mode: 0o755 });
  for await (const entry of Deno.readDir(source)) {
    const child = join(source, entry.name);
    if (entry.isDirectory) await addPackage(tree, child, join(path, entry.name));
    else if (RUNTIME_FILES.test(entry.name)) {
      tree.add(join(path, entry.name), { kind: "file", mode: 0o644, source: child });
    }
  }
}

async function list(dir: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(dir)) if (entry.isDirectory) names.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

async function firstDirectory(base: string, places: string[]): Promise<string | undefined> {
  for (const place of places) {
    try {
      if ((await Deno.stat(join(base, place))).isDirectory) return place;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}
