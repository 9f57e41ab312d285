import { Hierarchy } from "../../../lib/cgroup/hierarchy.ts";

/** Files of fake cgroups by path; a directory without files ends with a slash. */
export type FakeFiles = Readonly<Record<string, string>>;

/** A directory that reads like a cgroup hierarchy; removed when disposed. */
export interface FakeHierarchy extends Disposable {
  readonly hierarchy: Hierarchy;
  read(path: string): string;
}

/**
 * Writes plain files that look like those of a cgroup hierarchy. Reading works as on the real
 * one; writing only stores the text.
 */
export function fakeHierarchy(version: 1 | 2, files: FakeFiles): FakeHierarchy {
  const base = Deno.makeTempDirSync({ prefix: "ktstr-fake-cgroups-" });
  for (const [path, text] of Object.entries(files)) {
    const full = `${base}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    if (!path.endsWith("/")) Deno.writeTextFileSync(full, text);
  }
  return {
    hierarchy: new Hierarchy(version, base),
    read: (path) => Deno.readTextFileSync(`${base}/${path}`),
    [Symbol.dispose]: () => Deno.removeSync(base, { recursive: true }),
  };
}
