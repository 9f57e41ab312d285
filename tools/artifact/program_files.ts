import { basename, join, relative } from "@std/path";
import { UnavailableError } from "../../lib/errors/mod.ts";
import { type ProjectConfig, taskOutputs } from "./project_config.ts";

/** A file of the project. */
export interface ProgramFile {
  /** Path from the root of the project. */
  readonly path: string;
  /** Absolute path. */
  readonly source: string;
  /** Whether it may be executed. */
  readonly executable: boolean;
}

/** What a running ktstr reads of the project, beside what is built and what is configured. */
const PROGRAM_PATHS = ["LICENSE", "main.ts", "lib", "scenarios", "workers"];

const BUILD_DIR = "build";

/** What only the C compiler needs, and names that the build gives to unfinished files. */
const NO_PRODUCT = /\.(?:[chod]|map|\d+)$/;

/**
 * Finds the sources that ktstr needs at run time.
 *
 * @param root Root of the project.
 * @returns The files, sorted by path.
 */
export async function programFiles(root: string): Promise<ProgramFile[]> {
  const files = [];
  for (const path of PROGRAM_PATHS) files.push(...await filesBelow(root, path));
  return files.filter(({ path }) => !NO_PRODUCT.test(path)).sort(byPath);
}

/**
 * Finds what `deno task build` has made.
 *
 * @param root Root of the project.
 * @param config Its `deno.json`.
 * @returns The files, sorted by path.
 * @throws {UnavailableError} One that the task declares is not there.
 */
export async function buildProducts(root: string, config: ProjectConfig): Promise<ProgramFile[]> {
  const files = (await filesBelow(root, BUILD_DIR))
    .filter(({ path }) => path === join(BUILD_DIR, basename(path)) && !NO_PRODUCT.test(path))
    .sort(byPath);
  const missing = taskOutputs(config, "build")
    .filter((output) => !files.some(({ path }) => path === output));
  if (missing.length > 0) {
    throw new UnavailableError(
      `Cannot pack ktstr: ${missing.join(" and ")} not built. Run "deno task build"`,
    );
  }
  return files;
}

async function filesBelow(root: string, path: string): Promise<ProgramFile[]> {
  const source = join(root, path);
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(source);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  if (info.isFile) {
    return [{ path: relative(root, source), source, executable: ((info.mode ?? 0) & 0o111) !== 0 }];
  }
  const files = [];
  for await (const entry of Deno.readDir(source)) {
    files.push(...await filesBelow(root, join(path, entry.name)));
  }
  return files;
}

function byPath(a: ProgramFile, b: ProgramFile): number {
  return a.path < b.path ? -1 : 1;
}
