/** Options for `parseArgs`. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Names that take no value; `false` when they are not given. */
  boolean?: B | readonly B[];
  /** Names whose value stays text; without a value they are the empty text. */
  string?: S | readonly S[];
  /** Names that may be given several times; their values become a list, empty when not given. */
  collect?: C | readonly C[];
  /** Further names of a name. */
  alias?: Record<string, string | readonly string[]>;
  /** Values of names that are not given. */
  default?: D;
  /**
   * Puts what follows `--` under that key of the result, not behind the operands.
   *
   * @default {false}
   */
  "--"?: boolean;
  /**
   * Is called for each option that none of the lists names, and for each operand, then with its
   * text only. What it returns `false` for is left out of the result.
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
