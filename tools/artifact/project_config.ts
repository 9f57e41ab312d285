import { join } from "@std/path";

/** The parts of `deno.json` that the artifacts are made from. */
export interface ProjectConfig {
  readonly version: string;
  readonly imports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, ProjectTask>>;
}

/** A task of `deno.json`. */
export interface ProjectTask {
  readonly command?: string;
  readonly output?: readonly string[];
}

/** A flag of `deno run`, taken apart. */
export interface TaskFlag {
  /** `--allow-run`. */
  readonly name: string;
  /** What stands behind the equals sign, divided at the commas; nothing for a bare flag. */
  readonly values: readonly string[];
}

/** How ktstr is started by `deno task`. */
export interface StartTask {
  /** Words that the task puts in front of those of the user: `kernel`. */
  readonly words: readonly string[];
  /** Flags of `deno run`, permissions among them. */
  readonly flags: readonly TaskFlag[];
}

/** The task whose words come all from the user. */
const GENERAL_TASK = "ktstr";

/** `deno run`, its flags, the program, and the words that follow it. */
const START = /^deno run ((?:--\S+ )+)main\.ts((?: [a-z-]+)*)$/;

/** Reads the `deno.json` of a project. */
export async function readProjectConfig(root: string): Promise<ProjectConfig> {
  return JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
}

/** Paths from the root of the project that a task says it makes. */
export function taskOutputs(config: ProjectConfig, task: string): readonly string[] {
  return config.tasks[task]?.output ?? [];
}

/**
 * Finds how ktstr is started: its permissions are declared once, in the tasks of `deno.json`.
 *
 * @returns The tasks that start `main.ts`, the general one last.
 * @throws {Error} There is no general one.
 */
export function startTasks(config: ProjectConfig): StartTask[] {
  const tasks = Object.values(config.tasks).flatMap(({ command = "" }) => {
    const [, flags, words] = START.exec(command) ?? [];
    if (flags === undefined || words === undefined) return [];
    return [{ words: split(words), flags: split(flags).map(parseFlag) }];
  });
  if (!tasks.some(({ words }) => words.length === 0)) {
    throw new Error(`The task "${GENERAL_TASK}" of deno.json does not start main.ts as expected`);
  }
  return tasks.sort((a, b) => b.words.length - a.words.length);
}

function split(words: string): string[] {
  return words.split(" ").filter((word) => word !== "");
}

function parseFlag(word: string): TaskFlag {
  const [name = "", values] = word.split("=", 2);
  return { name, values: values === undefined ? [] : values.split(",") };
}
