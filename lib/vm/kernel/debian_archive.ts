import { join } from "@std/path";
import { type AptSource, parseDeb822Sources, parseOneLineSources } from "./apt_sources.ts";

/** Names that Debian's own suites have besides their codenames. */
const SUITE_NAMES = ["stable", "oldstable", "testing", "unstable", "sid"];

/** The keys of Debian's archive, from the package `debian-archive-keyring`. */
const ARCHIVE_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Debian's archive as this machine reaches it. */
export interface DebianArchive {
  /** Base of the archive. */
  readonly uri: string;
  /** Keyrings, one of which must have signed what comes from it. */
  readonly keyrings: readonly string[];
}

/** Options for {@linkcode findDebianArchive}. */
export interface FindDebianArchiveOptions {
  /**
   * The directory that `/etc` and `/usr` are in.
   *
   * @default {"/"}
   */
  readonly root?: string;
}

/**
 * Finds the mirror of Debian's archive that this machine uses already.
 *
 * Each mirror has all suites, so the one of the installed release has sid as well.
 *
 * @returns The archive, or what is in the way, as a part of a sentence.
 */
export async function findDebianArchive(
  options: FindDebianArchiveOptions = {},
): Promise<DebianArchive | string> {
  const root = options.root ?? "/";
  const release = await readText(join(root, "etc/os-release"));
  if (!/^ID="?debian"?$/m.test(release)) return "this machine does not run Debian";
  const codename = /^VERSION_CODENAME="?([\w-]+)"?$/m.exec(release)?.[1];
  const names = [...SUITE_NAMES, ...(codename === undefined ? [] : [codename])];
  const source = (await readSources(root)).find(({ uri, suites, components }) =>
    !uri.startsWith("cdrom:") && components.includes("main") &&
    suites.some((suite) => names.includes(suite))
  );
  if (source === undefined) return "apt's sources have no entry for Debian's own packages";
  const keyrings = [];
  for (const path of new Set([...source.keyrings, ARCHIVE_KEYRING])) {
    const place = join(root, path);
    if (await exists(place)) keyrings.push(place);
  }
  if (keyrings.length === 0) {
    return "the keys of Debian's archive are missing: install debian-archive-keyring";
  }
  return { uri: source.uri, keyrings };
}

async function readSources(root: string): Promise<AptSource[]> {
  const directory = join(root, "etc/apt/sources.list.d");
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(directory)) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const sources = parseOneLineSources(await readText(join(root, "etc/apt/sources.list")));
  for (const name of names.sort()) {
    const text = await readText(join(directory, name));
    if (name.endsWith(".list")) sources.push(...parseOneLineSources(text));
    if (name.endsWith(".sources")) sources.push(...parseDeb822Sources(text));
  }
  return sources;
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const absent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.IsADirectory;
    if (absent) return "";
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
