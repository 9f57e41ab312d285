import { join } from "@std/path";

/** Names of directories in which something is being made. */
const PREFIX = ".partial-";

/** Held for as long as the maker lives; the kernel lets go of it however the maker ends. */
const LOCK = "lock";

/** A directory that is gone when its maker is done, or at the latest when the next one starts. */
export interface Staging extends AsyncDisposable {
  /** Path of the directory. */
  readonly path: string;
}

/**
 * Makes a directory to build something in before it is renamed to its place.
 *
 * What an earlier maker left that was killed is removed first.
 *
 * @param parent The directory in which it is made.
 * @returns The directory; disposing of it removes what is left.
 */
export async function makeStaging(parent: string): Promise<Staging> {
  await Deno.mkdir(parent, { recursive: true });
  await sweepStaging(parent);
  const path = await Deno.makeTempDir({ dir: parent, prefix: PREFIX });
  const lock = await Deno.open(join(path, LOCK), { write: true, create: true });
  await lock.lock(true);
  return {
    path,
    async [Symbol.asyncDispose]() {
      lock.close();
      await Deno.remove(path, { recursive: true });
    },
  };
}

/**
 * Removes directories whose makers are dead.
 *
 * @param parent The directory that holds them.
 * @returns Paths of what was removed.
 */
export async function sweepStaging(parent: string): Promise<string[]> {
  const swept: string[] = [];
  for await (const { name } of Deno.readDir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(parent, name);
    if (await isInUse(path)) continue;
    await Deno.remove(path, { recursive: true });
    swept.push(path);
  }
  return swept;
}

/** Between making a directory and locking it a maker needs this long at most, in ms. */
const TIME_TO_LOCK_MS = 10_000;

async function isInUse(path: string): Promise<boolean> {
  try {
    using lock = await Deno.open(join(path, LOCK), { write: true });
    return !await lock.tryLock(true);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const made = (await Deno.stat(path).catch(() => null))?.mtime?.getTime() ?? 0;
    return Date.now() - made < TIME_TO_LOCK_MS;
  }
}
