/** One option of a command. */
export interface OptionSpec {
  /** Long name without the dashes. */
  readonly name: string;
  /** What its value is called in the help; absent for an option without a value. */
  readonly value?: string;
  /** Whether it may be given more than once. */
  readonly repeatable?: boolean;
  /** One sentence for the help. */
  readonly help: string;
}

/** A command line that helps, and what it does. */
export interface Example {
  readonly line: string;
  readonly text: string;
}

/** What the user typed after the command's name. */
export class Arguments {
  /** @param positionals Everything that is not an option, in order. */
  constructor(
    readonly positionals: readonly string[],
    private readonly values: ReadonlyMap<string, readonly string[]>,
    private readonly flags: ReadonlySet<string>,
  ) {}

  /** Whether an option without a value was given. */
  flag(name: string): boolean {
    return this.flags.has(name);
  }

  /** The value of an option, or `undefined` if it was not given. */
  value(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  /** Every value of a repeatable option, in order. */
  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }
}

/** One word after `ktstr`: what it is for, what it takes, what it does. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands after the name in the usage line. */
  readonly usage: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /**
   * Does the work.
   *
   * @returns The exit status of the program: one of `EXIT_STATUS`, or that of a command in a guest.
   * @throws {UserError} If something is wrong that the user should know; printed by the caller.
   */
  run(args: Arguments): Promise<number>;
}
