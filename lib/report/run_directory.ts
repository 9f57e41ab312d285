import { join } from "@std/path";
import { UnavailableError } from "../errors/mod.ts";
import type { ScenarioResult } from "../scenario/mod.ts";
import { readVariable } from "./environment_variable.ts";
import { renderJson } from "./json.ts";
import { type ByteSink, writeAll } from "./write_all.ts";

/** Options for {@linkcode createRunDirectory}. */
export interface RunDirectoryOptions {
  /** The directory that holds one directory a run; made when it does not exist. */
  readonly dir: string;
  /** When the scenario ended; now by default. */
  readonly now?: Date;
  /** Process that ran it; this one by default. */
  readonly pid?: number;
}

/** Options for {@linkcode saveResult}. */
export interface SaveResultOptions extends RunDirectoryOptions {
  /** Writes the file; tests put their own in its place. */
  readonly write?: (file: ByteSink, bytes: Uint8Array) => void;
}

const RESULT_FILE = "result.json";
const TEMPORARY_FILE = `.${RESULT_FILE}.tmp`;
/** File systems allow 255 bytes; the time stamp and the process id need some of them. */
const LONGEST_NAME = 100;
/** Runs that end in the same millisecond under the same name are told apart by a number. */
const MOST_NAMESAKES = 1000;

/**
 * Where results are saved when the user names no place.
 *
 * @param variable Looks up an environment variable.
 * @returns `ktstr/runs` below `$XDG_STATE_HOME`, or below `~/.local/state`.
 * @throws {UnavailableError} When neither `XDG_STATE_HOME` nor `HOME` is set.
 */
export function defaultRunDirectory(
  variable: (name: string) => string | undefined = readVariable,
): string {
  const state = variable("XDG_STATE_HOME");
  // The base directory specification says that a relative path is to be ignored.
  if (state?.startsWith("/")) return join(state, "ktstr", "runs");
  const home = variable("HOME");
  if (home?.startsWith("/")) return join(home, ".local", "state", "ktstr", "runs");
  throw new UnavailableError(
    "Cannot tell where to save results: neither XDG_STATE_HOME nor HOME is set. " +
      "Name a directory with --run-dir DIR, or run with --no-save",
  );
}

/**
 * Saves a result as `<time>-<scenario>-<pid>/result.json`.
 *
 * The file is written under another name, flushed to the disk and renamed: it is either there as
 * a whole or not at all. When anything goes wrong, what was made for it is removed.
 *
 * @param result Everything that was measured.
 * @returns The path of the file.
 * @throws {UnavailableError} When it cannot be saved: a full disk, a missing permission.
 */
export function saveResult(result: ScenarioResult, options: SaveResultOptions): string {
  try {
    Deno.mkdirSync(options.dir, { recursive: true });
    const directory = makeRunDirectory(result.scenario, options);
    try {
      return writeResult(directory, result, options.write ?? writeAll);
    } catch (error) {
      removeRunDirectory(directory);
      throw error;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnavailableError(
      `Cannot save the result of ${result.scenario} below ${options.dir}: ${why}. ` +
        "Make room or name another directory with --run-dir DIR, or run with --no-save",
      { cause: error },
    );
  }
}

/**
 * Makes a directory for what a run leaves beside results: `<time>-<what>-<pid>`.
 *
 * @param what What the run is called.
 * @param options Where, and when.
 * @returns Its path.
 * @throws {UnavailableError} When it cannot be made.
 */
export function createRunDirectory(what: string, options: RunDirectoryOptions): string {
  try {
    Deno.mkdirSync(options.dir, { recursive: true });
    return makeRunDirectory(what, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnavailableError(
      `Cannot make a directory for the run below ${options.dir}: ${why}. ` +
        "Make room or name another directory with --run-dir DIR, or run with --no-save",
      { cause: error },
    );
  }
}

function makeRunDirectory(what: string, options: RunDirectoryOptions): string {
  const { dir, now = new Date(), pid = Deno.pid } = options;
  const name = `${timeStamp(now)}-${safeName(what)}-${pid}`;
  for (let namesake = 1; namesake <= MOST_NAMESAKES; namesake++) {
    const directory = join(dir, namesake === 1 ? name : `${name}-${namesake}`);
    try {
      Deno.mkdirSync(directory);
      return directory;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  throw new Error(`${join(dir, name)} and ${MOST_NAMESAKES - 1} more of that name exist`);
}

function writeResult(
  directory: string,
  result: ScenarioResult,
  write: (file: ByteSink, bytes: Uint8Array) => void,
): string {
  const path = join(directory, RESULT_FILE);
  const temporary = join(directory, TEMPORARY_FILE);
  {
    using file = Deno.openSync(temporary, { write: true, createNew: true });
    write(file, new TextEncoder().encode(renderJson(result)));
    file.syncSync();
  }
  Deno.renameSync(temporary, path);
  return path;
}

/** Removes what {@linkcode makeRunDirectory} and {@linkcode writeResult} may have made. */
function removeRunDirectory(directory: string): void {
  for (const path of [join(directory, TEMPORARY_FILE), join(directory, RESULT_FILE), directory]) {
    try {
      Deno.removeSync(path);
    } catch {
      // What was never made cannot be removed, and the first error is the one to tell.
    }
  }
}

/** For example `20261122T153235.250Z`: sorts by time, and needs no quotes in a shell. */
function timeStamp(time: Date): string {
  return time.toISOString().replaceAll(/[-:]/g, "");
}

function safeName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, LONGEST_NAME);
}
