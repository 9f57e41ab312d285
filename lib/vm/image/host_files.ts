import { join } from "@std/path";
import { type ImageTree, linkTarget } from "./image_tree.ts";
import type { LibraryFinder } from "./libraries.ts";

/** Options for {@linkcode addHostPath}. */
export interface AddHostPathOptions {
  /** Says of a path below a directory whether it shall be in the image. */
  readonly accept?: (path: string) => boolean;
}

/** Symbolic links to follow before a path is taken for a loop. */
const MAX_LINKS = 40;

/**
 * Puts a file or directory of the host into an image, under the same path, with the shared
 * libraries of all programs in it. Symbolic links on the way are put there as links.
 *
 * @param tree The image.
 * @param path Absolute path on the host.
 * @param libraries Finds the libraries.
 * @param options What to leave out.
 * @throws {Deno.errors.NotFound} Nothing is there.
 * @throws {UnavailableError} A library is not there.
 */
export async function addHostPath(
  tree: ImageTree,
  path: string,
  libraries: LibraryFinder,
  options: AddHostPathOptions = {},
): Promise<void> {
  const place = await addLinks(tree, path);
  const info = await Deno.lstat(place);
  if (info.isDirectory) {
    tree.add(place, { kind: "directory", mode: permissions(info) });
    const names = [];
    for await (const entry of Deno.readDir(place)) names.push(entry.name);
    for (const name of names.sort()) {
      const child = join(place, name);
      if (options.accept?.(child) ?? true) await addChild(tree, child, libraries, options);
    }
  } else if (info.isFile) {
    await addHostFile(tree, place, place, libraries);
  }
}

/**
 * Puts a file of the host into an image, with its shared libraries.
 *
 * @param tree The image.
 * @param source Path on the host.
 * @param path Path in the guest.
 * @param libraries Finds the libraries.
 * @throws {UnavailableError} A library is not there.
 */
export async function addHostFile(
  tree: ImageTree,
  source: string,
  path: string,
  libraries: LibraryFinder,
): Promise<void> {
  tree.add(path, { kind: "file", mode: permissions(await Deno.stat(source)), source });
  for (const library of await libraries.find(source)) {
    if (tree.has(library)) continue;
    const place = await addLinks(tree, library);
    tree.add(place, { kind: "file", mode: permissions(await Deno.stat(place)), source: place });
  }
}

/**
 * Puts links of the host's root directory (`/bin`, `/lib` and so on, where `/usr` holds them) into
 * an image.
 *
 * Each layer of an image must have them: unpacking a directory over a link would replace the link.
 *
 * @param tree The image.
 */
export async function addRootLinks(tree: ImageTree): Promise<void> {
  for (const path of ["/bin", "/sbin", "/lib", "/lib32", "/lib64"]) {
    const target = await readLink(path);
    if (target !== undefined) tree.add(path, { kind: "symlink", target });
  }
}

/** A link inside a directory stays a link, also when what it leads to is not in the image. */
async function addChild(
  tree: ImageTree,
  path: string,
  libraries: LibraryFinder,
  options: AddHostPathOptions,
): Promise<void> {
  const target = await readLink(path);
  if (target === undefined) await addHostPath(tree, path, libraries, options);
  else tree.add(path, { kind: "symlink", target });
}

/** Adds the links on the way to a path; returns where they lead. */
async function addLinks(tree: ImageTree, path: string): Promise<string> {
  let rest = path.split("/").filter(Boolean);
  let place = "/";
  for (let links = 0; rest.length > 0;) {
    const next = join(place, rest.shift()!);
    const target = await readLink(next);
    if (target === undefined) {
      place = next;
      continue;
    }
    if (++links > MAX_LINKS) throw new Error(`Cannot follow ${path}: too many symbolic links`);
    tree.add(next, { kind: "symlink", target });
    rest = [...linkTarget(next, target).split("/").filter(Boolean), ...rest];
    place = "/";
  }
  return place;
}

async function readLink(path: string): Promise<string | undefined> {
  try {
    if (!(await Deno.lstat(path)).isSymlink) return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return await Deno.readLink(path);
}

function permissions(info: Deno.FileInfo): number {
  return (info.mode ?? 0o755) & 0o7777;
}
