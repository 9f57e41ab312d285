import { dirname, join } from "@std/path";

/**
 * Finds the commit that the git repository around a directory is at, without running git.
 *
 * @param directory Where to begin; its ancestors are searched for `.git`.
 * @returns The commit's hash, or `null` outside a repository, before its first commit, or where
 * the repository may not be read.
 */
export function readGitCommit(directory: string): string | null {
  const gitDirectory = findGitDirectory(directory);
  if (gitDirectory === null) return null;
  const head = read(join(gitDirectory, "HEAD"));
  const reference = /^ref: (.+)$/.exec(head ?? "")?.[1];
  if (reference === undefined) return head;
  // A linked work tree keeps its branches in the main repository.
  const common = read(join(gitDirectory, "commondir"));
  const store = common === null ? gitDirectory : join(gitDirectory, common);
  return read(join(store, reference)) ?? findPacked(store, reference);
}

function findGitDirectory(directory: string): string | null {
  for (let at = directory;; at = dirname(at)) {
    const candidate = join(at, ".git");
    if (read(join(candidate, "HEAD")) !== null) return candidate;
    const link = /^gitdir: (.+)$/.exec(read(candidate) ?? "")?.[1];
    if (link !== undefined) return link;
    if (dirname(at) === at) return null;
  }
}

function findPacked(store: string, reference: string): string | null {
  const lines = read(join(store, "packed-refs"))?.split("\n") ?? [];
  return lines.find((line) => line.endsWith(` ${reference}`))?.split(" ")[0] ?? null;
}

function read(path: string): string | null {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch {
    return null;
  }
}
