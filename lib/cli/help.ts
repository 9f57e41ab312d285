import type { Command, OptionSpec } from "./command.ts";
import { optionsOf } from "./parse_arguments.ts";

/** Text of `ktstr --help`. */
export function generalHelp(commands: readonly Command[]): string {
  return [
    "ktstr tests Linux process schedulers: it runs scenarios of cgroups and worker processes,",
    "measures every worker, and judges starvation, fairness, gaps and isolation.",
    "",
    "Usage: ktstr COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...columns(commands.map((command) => [command.name, command.summary])),
    "",
    "Examples:",
    ...commands.flatMap((command) => command.examples.slice(0, 1)).map((example) =>
      `  ${example.line}`
    ),
    "",
    'See "ktstr COMMAND --help" for the options of a command.',
    "",
    "Exit status: 0 pass or skip, 1 a check failed, 2 inconclusive, 64 wrong usage,",
    "65 bad scenario file, 69 something needed is missing, 70 internal error, 130 interrupted.",
    "",
  ].join("\n");
}

/** Text of `ktstr COMMAND --help`. */
export function commandHelp(command: Command): string {
  return [
    command.summary,
    "",
    `Usage: ktstr ${command.name} ${command.usage}`.trimEnd(),
    "",
    "Options:",
    ...columns(optionsOf(command).map((option) => [optionForm(option), option.help])),
    "",
    "Examples:",
    ...command.examples.flatMap((example) => [`  ${example.line}`, `      ${example.text}`]),
    "",
  ].join("\n");
}

function optionForm(option: OptionSpec): string {
  return option.value === undefined ? `--${option.name}` : `--${option.name} ${option.value}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
