import { join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import { findBusybox } from "./busybox.ts";
import { addEmittedCode, addNpmPackages, GUEST_DENO_DIR } from "./deno_dir.ts";
import { addHostFile, addHostPath, addRootLinks } from "./host_files.ts";
import { ImageTree } from "./image_tree.ts";
import { LD_CACHE_PATH } from "./ld_cache.ts";
import { type Layer, packLayer, writeArchive } from "./layer.ts";
import { LibraryFinder } from "./libraries.ts";
import { EVENT_PIPE_PATH, formatRunFile, type GuestRun, RUN_FILE_PATH } from "./run_file.ts";

/** What goes into a guest image beside init and busybox. */
export interface GuestImageOptions {
  /** Directory of the cache of packed layers. */
  readonly cacheDir: string;
  /** Directory of this program: the one that holds `deno.json`. */
  readonly programRoot: string;
  /** Path of the guest's init, which `deno task build` makes. */
  readonly initPath: string;
  /** Whether Deno and this program are in the image; without them it is a hundredth of the size. */
  readonly program: boolean;
  /**
   * Paths below `programRoot` that are in the image beside the program itself: `tests/guest`.
   *
   * @default {[]}
   */
  readonly extraProgramPaths?: readonly string[];
  /**
   * Projects whose `deno.lock` names further npm packages that the guest needs.
   *
   * @default {[]}
   */
  readonly extraLocks?: readonly string[];
}

/** What one run adds to a guest image. */
export interface GuestRunFiles {
  /** What init runs. */
  readonly run: GuestRun;
  /**
   * Files and directories of the host, which are in the guest under the same absolute paths, with
   * the libraries of the programs among them.
   *
   * @default {[]}
   */
  readonly includes?: readonly string[];
}

/** The parts of this program that a run needs; what is missing is left out. */
const PROGRAM_PATHS = ["deno.json", "deno.lock", "main.ts", "lib", "scenarios", "workers"];

/** Directory of what `deno task build` makes; only the files right in it are products. */
const BUILD_DIR = "build";

/** Parts of those that no guest uses. */
const NOT_IN_GUEST = /(?:\.[chod]|\/ktstr-guest-init)$/;

/** Where Deno stands in the guest. */
const GUEST_DENO = "/usr/bin/deno";

const GUEST_BUSYBOX = "/usr/bin/busybox";

/** The users that a guest knows; `ktstr` is for runs without privileges. */
export const GUEST_USER = { name: "ktstr", uid: 1000, gid: 1000 } as const;

/** The environment that a command in a guest has, unless its user says otherwise. */
export const GUEST_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  TERM: "linux",
  LANG: "C.UTF-8",
  DENO_DIR: GUEST_DENO_DIR,
  DENO_NO_UPDATE_CHECK: "1",
  KTSTR_GUEST: "1",
  KTSTR_EVENTS: EVENT_PIPE_PATH,
};

/**
 * Packs the parts of a guest image that many runs share; nothing is packed when nothing changed.
 *
 * @param options What goes into it.
 * @returns The layers, in the order in which the kernel must unpack them.
 * @throws {UnavailableError} Something that the image needs is not on this machine.
 */
export async function packGuestImage(options: GuestImageOptions): Promise<Layer[]> {
  const libraries = await LibraryFinder.create();
  const trees = [await systemTree(options.initPath, libraries)];
  if (options.program) {
    // Deno, the largest, comes first; see concatenate().
    trees.unshift(await denoTree(libraries));
    trees.push(await programTree(options, libraries));
  }
  const layers = [];
  for (const tree of trees) layers.push(await packLayer(tree, options.cacheDir));
  return layers;
}

/**
 * Writes the initramfs of one run: the shared layers, and behind them what only this run needs.
 *
 * @param path The file to write; the caller removes it after the run.
 * @param layers What {@linkcode packGuestImage} has returned.
 * @param files What this run adds.
 * @returns Size of the initramfs in bytes.
 * @throws {UnavailableError} A library of an included program is not on this machine.
 */
export async function writeInitramfs(
  path: string,
  layers: readonly Layer[],
  files: GuestRunFiles,
): Promise<number> {
  // The description is an archive of its own behind everything else: when the kernel runs out of
  // memory on the way, it is missing, and nothing is run on half an image.
  const trees = [await runTree(files.run)];
  if ((files.includes ?? []).length > 0) trees.unshift(await includesTree(files.includes ?? []));
  const archives = trees.map((_, i) => `${path}.${i}`);
  try {
    for (const [i, tree] of trees.entries()) await writeArchive(tree, archives[i]!);
    await concatenate([...layers.map((layer) => layer.path), ...archives], path);
    return (await Deno.stat(path)).size;
  } finally {
    for (const archive of archives) await Deno.remove(archive).catch(() => {});
  }
}

/** The first file is the large one as a rule, and copying it whole is the kernel's work. */
async function concatenate(parts: readonly string[], path: string): Promise<void> {
  const [first, ...rest] = parts;
  await Deno.copyFile(first!, path);
  using file = await Deno.open(path, { append: true });
  for (const part of rest) {
    using source = await Deno.open(part);
    await source.readable.pipeTo(file.writable, { preventClose: true });
  }
}

async function runTree(run: GuestRun): Promise<ImageTree> {
  const tree = await newTree();
  tree.add(RUN_FILE_PATH, { kind: "text", mode: 0o600, text: formatRunFile(run) });
  return tree;
}

async function includesTree(includes: readonly string[]): Promise<ImageTree> {
  const tree = await newTree();
  const libraries = await LibraryFinder.create();
  for (const include of includes) await addInclude(tree, include, libraries);
  return tree;
}

async function newTree(): Promise<ImageTree> {
  const tree = new ImageTree();
  await addRootLinks(tree);
  return tree;
}

async function systemTree(initPath: string, libraries: LibraryFinder): Promise<ImageTree> {
  const tree = await newTree();
  for (const dir of ["/dev", "/etc", "/mnt", "/proc", "/run", "/sys", "/var", "/usr/bin"]) {
    tree.add(dir, { kind: "directory", mode: 0o755 });
  }
  for (const dir of ["/tmp", "/var/tmp"]) tree.add(dir, { kind: "directory", mode: 0o1777 });
  tree.add("/root", { kind: "directory", mode: 0o700 });
  tree.add("/dev/console", { kind: "device", mode: 0o600, major: 5, minor: 1 });
  tree.add("/dev/null", { kind: "device", mode: 0o666, major: 1, minor: 3 });
  const { name, uid, gid } = GUEST_USER;
  addText(
    tree,
    "/etc/passwd",
    `root:x:0:0::/root:/bin/sh\n${name}:x:${uid}:${gid}::/tmp:/bin/sh\n`,
  );
  addText(tree, "/etc/group", `root:x:0:\n${name}:x:${gid}:\n`);
  addText(tree, "/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n");

  if (!await exists(initPath)) {
    throw new UnavailableError(
      `Cannot build a guest image: ${initPath} is not built. Run "deno task build"`,
    );
  }
  await addHostFile(tree, initPath, "/init", libraries);
  const busybox = await findBusybox();
  await addHostFile(tree, busybox.path, GUEST_BUSYBOX, libraries);
  for (const applet of busybox.applets) {
    if (!tree.has(applet)) tree.add(applet, { kind: "symlink", target: GUEST_BUSYBOX });
  }
  return tree;
}

async function denoTree(libraries: LibraryFinder): Promise<ImageTree> {
  const tree = await newTree();
  await addHostFile(tree, await Deno.realPath(Deno.execPath()), GUEST_DENO, libraries);
  if (await exists(LD_CACHE_PATH)) {
    tree.add(LD_CACHE_PATH, { kind: "file", mode: 0o644, source: LD_CACHE_PATH });
  }
  return tree;
}

/** The program stands where it stands on the host, so that the paths in its messages agree. */
async function programTree(
  options: GuestImageOptions,
  libraries: LibraryFinder,
): Promise<ImageTree> {
  const { programRoot, extraProgramPaths = [], extraLocks = [] } = options;
  const tree = await newTree();
  const accept = (path: string) => !NOT_IN_GUEST.test(path);
  const products = await fileNames(join(programRoot, BUILD_DIR));
  const paths = [
    ...PROGRAM_PATHS,
    ...products.map((name) => join(BUILD_DIR, name)),
    ...extraProgramPaths,
  ].map((name) => join(programRoot, name));
  for (const path of paths.filter(accept)) {
    if (await exists(path)) await addHostPath(tree, path, libraries, { accept });
  }
  await addEmittedCode(tree, paths);
  for (const lock of [join(programRoot, "deno.lock"), ...extraLocks]) {
    await addNpmPackages(tree, lock);
  }
  return tree;
}

async function fileNames(dir: string): Promise<string[]> {
  if (!await exists(dir)) return [];
  const names = [];
  for await (const entry of Deno.readDir(dir)) if (entry.isFile) names.push(entry.name);
  return names.sort();
}

async function addInclude(
  tree: ImageTree,
  include: string,
  libraries: LibraryFinder,
): Promise<void> {
  if (!await exists(include)) {
    throw new UnavailableError(
      `Cannot include "${include}" in the guest: there is nothing at this path`,
    );
  }
  await addHostPath(tree, include, libraries);
}

function addText(tree: ImageTree, path: string, text: string): void {
  tree.add(path, { kind: "text", mode: 0o644, text });
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
