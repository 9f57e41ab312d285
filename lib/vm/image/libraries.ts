import { basename, dirname, join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import { type ElfInfo, readElf } from "./elf.ts";
import { LD_CACHE_PATH, parseLdCache } from "./ld_cache.ts";

/** Where the loaders of common distributions look without being told. */
const STANDARD_DIRS = [
  `/lib/${Deno.build.arch}-linux-gnu`,
  `/usr/lib/${Deno.build.arch}-linux-gnu`,
  "/lib64",
  "/usr/lib64",
  "/lib",
  "/usr/lib",
  "/usr/local/lib",
];

/** Finds the shared libraries that programs need, as the dynamic loader would. */
export class LibraryFinder {
  readonly #cache: ReadonlyMap<string, string>;
  readonly #read = new Map<string, Promise<ElfInfo | null>>();

  private constructor(cache: ReadonlyMap<string, string>) {
    this.#cache = cache;
  }

  /**
   * Reads the loader's cache of this system.
   *
   * @param ldCache Path of the cache; a system without one is searched by its standard directories.
   * @returns A finder, which reads each file once.
   */
  static async create(ldCache: string = LD_CACHE_PATH): Promise<LibraryFinder> {
    try {
      return new LibraryFinder(parseLdCache(await Deno.readFile(ldCache)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new LibraryFinder(new Map());
    }
  }

  /**
   * Everything that the dynamic loader opens for a program or library.
   *
   * @param path The ELF file; any other file needs nothing.
   * @returns Paths as the loader uses them, the interpreter among them, without `path` itself.
   * @throws {UnavailableError} A library is not there.
   */
  async find(path: string): Promise<string[]> {
    const found = new Set<string>();
    const root = await this.#elf(path);
    if (!root) return [];
    if (root.interpreter) found.add(root.interpreter);
    const queue = [path];
    for (let user = queue.shift(); user !== undefined; user = queue.shift()) {
      const elf = await this.#elf(user);
      for (const name of elf?.needed ?? []) {
        // The loader itself is a library as well, and is there already.
        if (root.interpreter && basename(root.interpreter) === name) continue;
        const library = await this.#locate(name, user, elf!, path, root);
        if (library === undefined) throw missing(name, user, path);
        if (found.has(library)) continue;
        found.add(library);
        queue.push(library);
      }
    }
    return [...found].sort();
  }

  async #locate(
    name: string,
    user: string,
    elf: ElfInfo,
    program: string,
    programElf: ElfInfo,
  ): Promise<string | undefined> {
    if (name.includes("/")) return await this.#fits(name, elf) ? name : undefined;
    // The loader ignores DT_RPATH where there is a DT_RUNPATH; the program's own DT_RPATH also
    // holds for its libraries.
    const own = elf.runpath.length > 0 ? elf.runpath : elf.rpath;
    const inherited = programElf.runpath.length > 0 ? [] : programElf.rpath;
    const cached = this.#cache.get(name);
    const candidates = [
      ...own.map((dir) => join(expand(dir, user), name)),
      ...inherited.map((dir) => join(expand(dir, program), name)),
      ...cached === undefined ? [] : [cached],
      ...STANDARD_DIRS.map((dir) => join(dir, name)),
    ];
    for (const candidate of candidates) {
      if (await this.#fits(candidate, elf)) return candidate;
    }
    return undefined;
  }

  /** Whether a file is a library for the same machine. */
  async #fits(path: string, user: ElfInfo): Promise<boolean> {
    try {
      return (await this.#elf(path))?.machine === user.machine;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
        return false;
      }
      throw error;
    }
  }

  #elf(path: string): Promise<ElfInfo | null> {
    const known = this.#read.get(path);
    if (known) return known;
    const reading = readElf(path);
    this.#read.set(path, reading);
    return reading;
  }
}

function expand(dir: string, user: string): string {
  return dir.replace(/\$ORIGIN|\$\{ORIGIN\}/g, dirname(Deno.realPathSync(user)));
}

function missing(name: string, user: string, program: string): UnavailableError {
  const via = user === program ? "" : `, which ${program} needs`;
  return new UnavailableError(
    `Cannot find the library ${name} that ${user} needs${via}. ` +
      `Install the package that has it, or add its directory to the loader's configuration`,
  );
}
