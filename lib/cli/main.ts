import { EXIT_STATUS, UnavailableError, UsageError, UserError } from "../errors/mod.ts";
import { printError, printOutput } from "../report/mod.ts";
import { nearest } from "../scenario/mod.ts";
import { cleanup } from "./cleanup.ts";
import type { Command } from "./command.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { list } from "./list.ts";
import { parseArguments } from "./parse_arguments.ts";
import { kernel } from "./kernel.ts";
import { run } from "./run.ts";
import { shell } from "./shell.ts";
import { topo } from "./topo.ts";
import { vm } from "./vm.ts";
import { VERSION } from "./version.ts";

const COMMANDS: readonly Command[] = [run, list, topo, vm, shell, kernel, cleanup];

/**
 * Runs `ktstr` with a command line.
 *
 * @param argv The words after the program's name.
 * @returns The exit status; errors have been printed.
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    return explain(error);
  }
}

async function dispatch([word, ...words]: readonly string[]): Promise<number> {
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    printOutput(generalHelp(COMMANDS));
    return word === undefined ? EXIT_STATUS.USAGE : EXIT_STATUS.PASS;
  }
  if (word === "--version") {
    printOutput(`ktstr ${VERSION}\n`);
    return EXIT_STATUS.PASS;
  }
  const command = COMMANDS.find((known) => known.name === word);
  if (command === undefined) throw new UsageError(unknownCommand(word));
  const args = parseArguments(command, words);
  if (args.flag("help")) {
    printOutput(commandHelp(command));
    return EXIT_STATUS.PASS;
  }
  return await command.run(args);
}

function unknownCommand(word: string): string {
  const guess = nearest(word, COMMANDS.map((command) => command.name));
  const hint = guess === undefined ? 'See "ktstr --help"' : `Did you mean "${guess}"?`;
  return `Unknown command "${word}". ${hint}`;
}

function explain(error: unknown): number {
  const known = error instanceof Deno.errors.NotCapable ? missingPermission(error) : error;
  printError(known, { debug: wantsDebug() });
  return known instanceof UserError ? known.exitStatus : EXIT_STATUS.INTERNAL;
}

function missingPermission(error: Deno.errors.NotCapable): UnavailableError {
  return new UnavailableError(
    `A permission is missing: ${error.message}. ` +
      'The task "scenario" in deno.json lists all that ktstr needs; to fetch and build kernels ' +
      'there is "deno task kernel"',
    { cause: error },
  );
}

function wantsDebug(): boolean {
  try {
    return Deno.env.get("KTSTR_DEBUG") === "1";
  } catch {
    // Without the permission to look, the answer is the default.
    return false;
  }
}
