import { UsageError } from "../errors/mod.ts";
import { nearest } from "../scenario/mod.ts";
import { REPORTER_FORMATS } from "./formats.ts";
import type { ReporterFormat } from "./reporter.ts";

/** Stands for standard output in the place of a file's name. */
export const STANDARD_OUTPUT = "-";

/** One `--reporter` option, understood. */
export interface ReporterOption {
  /** The format that was named. */
  readonly format: ReporterFormat;
  /** The file, or {@linkcode STANDARD_OUTPUT}. */
  readonly file: string;
}

/**
 * Reads the value of a `--reporter` option.
 *
 * @param value `NAME` or `NAME=FILE`; without a file, or with `-`, it is standard output.
 * @throws {UsageError} When no format has that name, or the file's name is empty.
 *
 * @example
 * ```ts ignore
 * parseReporterOption("json=result.json"); // { format: { name: "json", ... }, file: "result.json" }
 * ```
 */
export function parseReporterOption(value: string): ReporterOption {
  const equals = value.indexOf("=");
  const name = equals < 0 ? value : value.slice(0, equals);
  const file = equals < 0 ? STANDARD_OUTPUT : value.slice(equals + 1);
  const format = REPORTER_FORMATS.find((known) => known.name === name);
  if (format === undefined) throw new UsageError(unknownFormat(name));
  if (file === "") {
    throw new UsageError(
      `The reporter "${value}" names no file: write ${name}=FILE, or ${name} for standard output`,
    );
  }
  return { format, file };
}

function unknownFormat(name: string): string {
  const names = REPORTER_FORMATS.map((format) => format.name);
  const guess = nearest(name, names);
  const hint = guess === undefined ? "" : `; did you mean "${guess}"?`;
  return `Unknown reporter "${name}": there are ${names.join(", ")}${hint}`;
}
