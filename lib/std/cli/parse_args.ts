import { KnownOptions } from "./known_options.ts";
import type { ParseOptions } from "./parse_options.ts";

/** What {@linkcode parseArgs} found: operands under `_`, options under their names. */
export type Args<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
> =
  & { _: (string | number)[]; "--"?: string[]; [name: string]: unknown }
  & { [Name in Exclude<B, C>]: boolean }
  & { [Name in Exclude<S, C | keyof D | "_">]?: string }
  & { [Name in Extract<Exclude<S, C>, keyof D>]: string | D[Name] }
  & { [Name in Extract<S, C>]: string[] };

/**
 * Reads a command line.
 *
 * An option is `--name value`, `--name=value`, `-n value`, `-n=value` or `-n5`; one-letter options
 * without values may share a hyphen. An option takes the next argument as its value unless that
 * begins with a hyphen or the option is a boolean. Nothing behind `--` is read as an option. What
 * looks like a number becomes one, except as the value of an option in `string`.
 *
 * Left out of what the original does: names with dots, `negatable`, `stopEarly` and
 * `boolean: true`.
 *
 * @param args The arguments.
 * @param options Which options there are.
 * @returns The options by name and the operands under `_`.
 * @example
 * ```ts
 * import { parseArgs } from "@std/cli";
 *
 * const args = parseArgs(["run", "--seed=7", "-v"], { boolean: ["v"], string: ["seed"] });
 * // { _: ["run"], seed: "7", v: true }
 * ```
 */
export function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
  const D extends Record<string, unknown> = Record<never, never>,
>(args: string[], options: ParseOptions<B, S, C, D> = {}): Args<B, S, C, D> {
  const known = new KnownOptions(options);
  const result: Record<string, unknown> & { _: (string | number)[] } = { _: [] };

  const set = (key: string, value: string | boolean, arg: string) => {
    if (!known.has(key) && options.unknown?.(arg, key, value) === false) return;
    const read = typeof value === "string" && !known.isString(key) ? toNumber(value) : value;
    for (const name of known.namesOf(key)) {
      const list = result[name];
      if (!known.isCollected(name)) result[name] = read;
      else if (Array.isArray(list)) list.push(read);
      else result[name] = [read];
    }
  };

  /** Sets an option that may take the next argument; tells whether it did. */
  const setWithNext = (key: string, arg: string, next: string | undefined, takes: boolean) => {
    if (next && takes && !known.isBoolean(key)) set(key, next, arg);
    else if (next === "true" || next === "false") set(key, next === "true", arg);
    else {
      set(key, known.isString(key) ? "" : true, arg);
      return false;
    }
    return true;
  };

  const end = args.indexOf("--");
  const parsed = end === -1 ? args : args.slice(0, end);
  const rest = end === -1 ? [] : args.slice(end + 1);

  for (let i = 0; i < parsed.length; i++) {
    const arg = parsed[i] ?? "";
    const next = parsed[i + 1];
    if (arg.startsWith("--")) {
      const [key, value] = splitAtEquals(arg.slice(2));
      if (value !== undefined) {
        set(key, known.isBoolean(key) ? value !== "false" : value, arg);
      } else if (setWithNext(key, arg, next, !next?.startsWith("-"))) i++;
    } else if (arg.startsWith("-") && arg.length > 1) {
      const last = setLetters(arg, set, (letter) => known.isString(letter) ? "" : true);
      // Unlike a long option, a letter takes a lone hyphen as its value.
      if (last !== undefined && setWithNext(last, arg, next, !/^--?[^-]/.test(next ?? ""))) i++;
    } else if (options.unknown?.(arg) !== false) {
      result._.push(known.isString("_") ? arg : toNumber(arg));
    }
  }

  for (const [key, value] of known.defaults()) {
    if (!Object.hasOwn(result, key)) result[key] = value;
  }
  if (options["--"]) result["--"] = rest;
  else result._.push(...rest);
  return result as Args<B, S, C, D>;
}

/** Cuts at the first `=` that has something on both sides. */
function splitAtEquals(text: string): [key: string, value: string | undefined] {
  const at = text.indexOf("=", 1);
  return at === -1 || at === text.length - 1
    ? [text, undefined]
    : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Sets the letters of `-abc`, up to one that has its value in the same argument.
 *
 * @returns The last letter, which may take the next argument; `undefined` where a value came first.
 */
function setLetters(
  arg: string,
  set: (key: string, value: string | boolean, arg: string) => void,
  valueOf: (letter: string) => string | boolean,
): string | undefined {
  for (let i = 1; i < arg.length - 1; i++) {
    const letter = arg.charAt(i);
    const rest = arg.slice(i + 1);
    const isLetter = /[A-Za-z]/.test(letter);
    if (rest === "-") {
      set(letter, "-", arg);
    } else if (isLetter && rest.includes("=")) {
      set(letter, rest.slice(rest.indexOf("=") + 1), arg);
      return undefined;
    } else if (
      isLetter && /-?\d+(\.\d*)?(e-?\d+)?$/.test(rest) || rest.length > 1 && /^\W/.test(rest)
    ) {
      set(letter, rest, arg);
      return undefined;
    } else {
      set(letter, valueOf(letter), arg);
    }
  }
  const last = arg.slice(-1);
  return last === "-" ? undefined : last;
}

function toNumber(text: string): string | number {
  return /^0x[0-9a-f]+$/i.test(text) || /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/.test(text)
    ? Number(text)
    : text;
}
