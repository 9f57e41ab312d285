import type { ParseOptions } from "./parse_options.ts";

/** What the caller of `parseArgs` said about each option, its further names included. */
export class KnownOptions {
  readonly #names = new Map<string, string[]>();
  readonly #boolean: Set<string>;
  readonly #string: Set<string>;
  readonly #collect: Set<string>;
  readonly #default: Record<string, unknown>;

  constructor(options: ParseOptions) {
    for (const [key, value] of Object.entries(options.alias ?? {})) {
      const names = [key, ...toList(value)];
      for (const name of names) {
        this.#names.set(name, [name, ...names.filter((other) => other !== name)]);
      }
    }
    this.#boolean = this.#withAliases(options.boolean);
    this.#string = this.#withAliases(options.string);
    this.#collect = this.#withAliases(options.collect);
    this.#default = options.default ?? {};
  }

  /** Every name of an option, the one asked for first. */
  namesOf(key: string): readonly string[] {
    return this.#names.get(key) ?? [key];
  }

  /** Whether the caller declared the type of the option or gave it a second name. */
  has(key: string): boolean {
    return this.#boolean.has(key) || this.#string.has(key) || this.#names.has(key);
  }

  /** Whether the option takes no value. */
  isBoolean(key: string): boolean {
    return this.#boolean.has(key);
  }

  /** Whether the option's value stays text. */
  isString(key: string): boolean {
    return this.#string.has(key);
  }

  /** Whether the option's values become a list. */
  isCollected(key: string): boolean {
    return this.#collect.has(key);
  }

  /** What the options are that nobody gave; the first entry for a name counts. */
  *defaults(): Generator<[name: string, value: unknown]> {
    for (const [key, value] of Object.entries(this.#default)) {
      for (const name of this.namesOf(key)) yield [name, value];
    }
    for (const key of this.#boolean) yield [key, this.#collect.has(key) ? [] : false];
    for (const key of this.#string) {
      if (this.#collect.has(key)) yield [key, []];
    }
  }

  #withAliases(names: string | readonly string[] | undefined): Set<string> {
    return new Set(toList(names ?? []).filter(Boolean).flatMap((name) => this.namesOf(name)));
  }
}

function toList(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
