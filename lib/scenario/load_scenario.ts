import { basename, dirname, join } from "@std/path";
import { ScenarioFileError, UnavailableError, UsageError } from "../errors/mod.ts";
import { nearest } from "./nearest.ts";
import { parseScenario, type ParseScenarioOptions } from "./parse_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** A scenario of thousands of cgroups fits; a file that was named by mistake mostly does not. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Reads a scenario file.
 *
 * @param path The file, as the user named it; a pipe will do.
 * @param options Which work types there are.
 * @returns The scenario with every default filled in.
 * @throws {UsageError} If there is no such file.
 * @throws {UnavailableError} If the file may not be read.
 * @throws {ScenarioFileError} If anything in it is wrong.
 */
export function loadScenario(path: string, options: ParseScenarioOptions): Scenario {
  return parseScenario(readScenarioText(path), path, options);
}

/**
 * Reads a scenario file as text.
 *
 * @param path The file, as the user named it.
 * @throws {UsageError} If there is no such file, or it is a directory.
 * @throws {UnavailableError} If the file may not be read.
 * @throws {ScenarioFileError} If it is too large or not text.
 */
export function readScenarioText(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readAtMost(path, MAX_FILE_BYTES + 1);
  } catch (error) {
    throw explainUnreadable(path, error);
  }
  if (bytes.length > MAX_FILE_BYTES) {
    throw new ScenarioFileError(`${path}: error: Larger than 1MiB: this is no scenario file`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ScenarioFileError(`${path}: error: Not a text file in UTF-8`, { cause: error });
  }
}

/** Reads on until the end or the limit, since neither a pipe nor a device tells its size. */
function readAtMost(path: string, limit: number): Uint8Array {
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(limit);
  let length = 0;
  while (length < limit) {
    const count = file.readSync(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function explainUnreadable(path: string, error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new UsageError(`There is no scenario file "${path}". ${suggest(path)}`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return new UsageError(`"${path}" is a directory: name a scenario file in it`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new UnavailableError(`The scenario file "${path}" may not be read`, { cause: error });
  }
  return error;
}

function suggest(path: string): string {
  const directory = dirname(path);
  const guess = nearest(basename(path), scenarioFilesIn(directory));
  return guess === undefined
    ? 'To see the scenarios there are: "ktstr list"'
    : `Did you mean "${path.includes("/") ? join(directory, guess) : guess}"?`;
}

/**
 * Lists the names of the YAML files in a directory, in alphabetical order.
 *
 * @returns No names where the directory cannot be read.
 */
export function scenarioFilesIn(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)]
      .filter((entry) => !entry.isDirectory && /\.ya?ml$/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
