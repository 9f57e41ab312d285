import { dirname, fromFileUrl, join } from "@std/path";
import { UsageError } from "../../errors/mod.ts";

/** Files that Deno looks for in the directory of a module and in those above it. */
const CONFIG_FILES = ["deno.json", "deno.jsonc", "deno.lock", "package.json"];

/** What a test file needs of its own project. */
export interface ModuleFiles {
  /** The file, what it imports, and the configuration that Deno reads for it. */
  readonly files: readonly string[];
  /** The nearest `deno.lock`, which names the npm packages. */
  readonly lock: string;
  /** Directory of the nearest configuration; of the file, where there is none. */
  readonly root: string;
}

/**
 * Finds the files that a test file needs to run.
 *
 * @param path Absolute path of the test file.
 * @throws {UsageError} Deno cannot tell what the file imports, or there is no lock.
 */
export async function findModuleFiles(path: string): Promise<ModuleFiles> {
  const modules = await importedFiles(path);
  const configs = (await Promise.all(configPaths(path).map(existing))).flat();
  const nearest = configs.findLast((file) => /\/deno\.jsonc?$/.test(file));
  const lock = configs.findLast((file) => file.endsWith("/deno.lock"));
  if (lock === undefined) {
    throw new UsageError(
      `Cannot take ${path} to a guest: its project has no deno.lock, without which Deno would ask ` +
        'the network for versions there. Remove "lock": false from deno.json',
    );
  }
  return {
    files: [...modules, ...configs],
    lock,
    root: dirname(nearest ?? path),
  };
}

async function importedFiles(path: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: dirname(path),
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    throw new UsageError(
      `Cannot tell what ${path} imports:\n${new TextDecoder().decode(stderr).trim()}`,
    );
  }
  const { modules }: { modules: { specifier: string; error?: string }[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  return modules
    .filter(({ specifier, error }) => specifier.startsWith("file:") && error === undefined)
    .map(({ specifier }) => fromFileUrl(specifier));
}

/** The outermost directory comes first. */
function configPaths(path: string): string[] {
  const directory = dirname(path);
  const here = CONFIG_FILES.map((name) => join(directory, name));
  return directory === path ? [] : [...configPaths(directory), ...here];
}

async function existing(path: string): Promise<string[]> {
  return await Deno.stat(path).then(({ isFile }) => isFile ? [path] : [], () => []);
}
