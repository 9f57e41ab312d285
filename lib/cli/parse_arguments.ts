import { parseArgs } from "@std/cli";
import { UsageError } from "../errors/mod.ts";
import { nearest } from "../scenario/mod.ts";
import { Arguments, type Command, type OptionSpec } from "./command.ts";

const HELP: OptionSpec = { name: "help", help: "Show this help." };

/** Every option that a command takes, `--help` included. */
export function optionsOf(command: Command): readonly OptionSpec[] {
  return [...command.options, HELP];
}

/**
 * Reads the words after a command's name.
 *
 * Options may stand anywhere, as `--name value` or `--name=value`; after `--` nothing is an option.
 *
 * @throws {UsageError} If an option is unknown, lacks its value, has one it does not take, or is
 * given twice although it counts once.
 */
export function parseArguments(command: Command, words: readonly string[]): Arguments {
  const options = optionsOf(command);
  const flags = options.filter((option) => option.value === undefined).map(({ name }) => name);
  const valued = options.filter((option) => option.value !== undefined);
  const names = valued.map(({ name }) => name);
  const parsed: Record<string, unknown> & { _: (string | number)[] } = parseArgs([...words], {
    boolean: flags,
    string: [...names, "_"],
    collect: names,
    alias: { help: "h" },
    unknown: (word, key) => {
      if (key !== undefined) throw new UsageError(describeUnknown(command, word));
    },
  });
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);
  const withValue = before.find((word) => flags.some((name) => word.startsWith(`--${name}=`)));
  if (withValue !== undefined) {
    throw new UsageError(`Option ${withValue.split("=")[0]} takes no value: "${withValue}"`);
  }
  const values = new Map(valued.map((option) => [option.name, parsed[option.name] as string[]]));
  for (const option of valued) checkValues(option, values.get(option.name) ?? []);
  return new Arguments(
    parsed._.map(String),
    values,
    new Set(flags.filter((name) => parsed[name] === true)),
  );
}

function checkValues(option: OptionSpec, values: readonly string[]): void {
  if (values.includes("")) {
    throw new UsageError(`Option --${option.name} needs a value: --${option.name} ${option.value}`);
  }
  if (values.length > 1 && option.repeatable !== true) {
    throw new UsageError(
      `Option --${option.name} is given twice: "${values[0]}" and "${values[1]}"`,
    );
  }
}

function describeUnknown(command: Command, word: string): string {
  const [name = ""] = word.replace(/^--?/, "").split("=");
  const guess = nearest(name, optionsOf(command).map((known) => known.name));
  const hint = guess === undefined
    ? `See "ktstr ${command.name} --help"`
    : `Did you mean --${guess}?`;
  return `Unknown option "${word.split("=")[0]}" of "${command.name}". ${hint}`;
}
