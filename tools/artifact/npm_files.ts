import { join } from "@std/path";
import { UnavailableError } from "../../lib/errors/mod.ts";
import { hostDenoDir, lockedPackages } from "../../lib/vm/image/deno_dir.ts";
import type { TarFile } from "./tar.ts";

/** The npm packages of a bundle. */
export interface NpmFiles {
  /** Name of the registry that they are from. */
  readonly registry: string;
  /** The files, with paths inside Deno's cache directory. */
  readonly files: readonly TarFile[];
}

/** What a running program can ask for, and what must stand beside a copy; types are neither. */
const KEPT_FILES = /(?:\.(?:js|mjs|cjs|json|node|wasm)|^licen[cs]e[^/]*)$/i;

/**
 * Collects the npm packages of a lock file from Deno's cache.
 *
 * @param lock Text of `deno.lock`.
 * @param denoDir Deno's cache on this machine.
 * @returns Their files, as they must lie in another cache.
 * @throws {UnavailableError} A package was not downloaded yet.
 */
export async function npmFiles(lock: string, denoDir: string = hostDenoDir()): Promise<NpmFiles> {
  const packages = lockedPackages(lock).map(({ name, version }) => join(name, version));
  const npm = join(denoDir, "npm");
  for (const registry of await directories(npm)) {
    const places = packages.map((path) => join("npm", registry, path));
    if (!await allExist(places.map((path) => join(denoDir, path)))) continue;
    const files = [];
    for (const place of places) files.push(...await packageFiles(denoDir, place));
    return { registry, files };
  }
  throw new UnavailableError(
    `Cannot bundle ktstr: no registry in ${npm} has all of ${packages.join(", ")}. ` +
      'Run "deno install" once, with a network',
  );
}

async function packageFiles(denoDir: string, path: string): Promise<TarFile[]> {
  const files: TarFile[] = [];
  for await (const entry of Deno.readDir(join(denoDir, path))) {
    const child = join(path, entry.name);
    if (entry.isDirectory) files.push(...await packageFiles(denoDir, child));
    else if (KEPT_FILES.test(entry.name)) {
      files.push({ path: child, executable: false, content: { source: join(denoDir, child) } });
    }
  }
  return files;
}

async function directories(path: string): Promise<string[]> {
  const names = [];
  try {
    for await (const entry of Deno.readDir(path)) if (entry.isDirectory) names.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

async function allExist(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => Deno.stat(path).catch(() => null)));
  return found.every((info) => info?.isDirectory ?? false);
}
