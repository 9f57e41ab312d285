import { basename, join, relative, resolve } from "@std/path";
import { UsageError, UserError } from "../errors/mod.ts";
import { readWorkTypes, type WorkTypeInfo } from "../workload/mod.ts";
import { formatDiagnostic } from "./diagnostic.ts";
import { loadScenario, readScenarioText, scenarioFilesIn } from "./load_scenario.ts";
import { nearest } from "./nearest.ts";
import { checkScenario } from "./parse_scenario.ts";
import type { Scenario } from "./scenario.ts";

/** The scenarios that come with ktstr. */
const CATALOGUE_PATH = join(import.meta.dirname ?? ".", "..", "..", "scenarios");

/** What the list of scenarios tells about one. */
export interface CatalogueEntry {
  /** Its name; that of the file, without the ending, when the file is broken. */
  readonly name: string;
  /** The file, relative to the current directory where it is below that. */
  readonly file: string;
  /** What it finds in a scheduler; of a broken file what is wrong, so that every list shows it. */
  readonly description: string;
  /** Words to choose scenarios by. */
  readonly tags: readonly string[];
  /** What is wrong with the file first of all, on one line; `null` when it can be run. */
  readonly problem: string | null;
}

/** Options for {@linkcode listScenarios} and {@linkcode findScenario}. */
export interface CatalogueOptions {
  /**
   * Where the scenario files are.
   *
   * @default {"scenarios"} of ktstr itself
   */
  readonly directory?: string;
  /** Work types that a scenario may name; those of the worker program by default. */
  readonly workTypes?: readonly WorkTypeInfo[];
}

/**
 * Lists the scenarios that can be run by name.
 *
 * @returns One entry for each file, broken ones included, ordered by name.
 * @throws {UnavailableError} If the worker program is not built.
 */
export function listScenarios(options: CatalogueOptions = {}): CatalogueEntry[] {
  const { directory = CATALOGUE_PATH, workTypes = readWorkTypes() } = options;
  return scenarioFilesIn(directory)
    .map((name) => describeFile(displayPath(join(directory, name)), workTypes))
    .sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/**
 * Finds a scenario by its name or by the path of its file.
 *
 * What cannot be a name, because it has a slash or a dot in it, is a path.
 *
 * @param nameOrPath What the user typed.
 * @returns The scenario with every default filled in.
 * @throws {UsageError} If there is no such scenario or file, or the name is not unique.
 * @throws {ScenarioFileError} If anything in the file is wrong.
 * @throws {UnavailableError} If the worker program is not built.
 */
export function findScenario(nameOrPath: string, options: CatalogueOptions = {}): Scenario {
  const { workTypes = readWorkTypes() } = options;
  if (!/^[\w-]+$/.test(nameOrPath)) return loadScenario(nameOrPath, { workTypes });
  const entries = listScenarios({ ...options, workTypes });
  const [entry, ...others] = entries.filter((entry) => entry.name === nameOrPath);
  if (entry === undefined) throw new UsageError(describeUnknown(nameOrPath, entries));
  if (others.length > 0) {
    const files = [entry, ...others].map(({ file }) => file).join(", ");
    throw new UsageError(`Several scenarios are called "${nameOrPath}": name one of ${files}`);
  }
  return loadScenario(entry.file, { workTypes });
}

function describeFile(file: string, workTypes: readonly WorkTypeInfo[]): CatalogueEntry {
  const broken = (problem: string): CatalogueEntry => ({
    name: basename(file).replace(/\.ya?ml$/, ""),
    file,
    description: `Broken: ${problem}`,
    tags: [],
    problem,
  });
  let text: string;
  try {
    text = readScenarioText(file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return broken(error.message);
  }
  const { scenario, diagnostics } = checkScenario(text, file, { workTypes });
  if (scenario !== null) {
    const { name, description, tags } = scenario;
    return { name, file, description, tags, problem: null };
  }
  const [first] = diagnostics;
  return broken(first === undefined ? "" : formatDiagnostic(first).split("\n")[0] ?? "");
}

function displayPath(path: string): string {
  const fromHere = relative(Deno.cwd(), resolve(path));
  return fromHere.startsWith("..") ? resolve(path) : fromHere;
}

function describeUnknown(name: string, entries: readonly CatalogueEntry[]): string {
  const guess = nearest(name, entries.map((entry) => entry.name));
  if (guess !== undefined) return `Unknown scenario "${name}". Did you mean "${guess}"?`;
  const [file] = scenarioFilesIn(".").filter((file) => file.replace(/\.ya?ml$/, "") === name);
  return file === undefined
    ? `Unknown scenario "${name}". To see the scenarios there are: "ktstr list"`
    : `Unknown scenario "${name}". To run the file here, write "./${file}"`;
}
