import { UnavailableError } from "../errors/mod.ts";
import { readVariable } from "./environment_variable.ts";
import { wantsColour } from "./style.ts";
import { type ByteSink, writeAll } from "./write_all.ts";

/** A standard stream, as {@linkcode Terminal} uses it. */
export interface TerminalStream extends ByteSink {
  /** Whether the stream goes to a terminal. */
  isTerminal(): boolean;
}

/** What {@linkcode Terminal} writes to; tests put their own in place of the process's. */
export interface TerminalOptions {
  /** Where reports and lists go. */
  readonly stdout: TerminalStream;
  /** Where progress and errors go. */
  readonly stderr: TerminalStream;
  /** Width of the terminal in columns; asked anew for each line, since a window changes its size. */
  readonly columns: () => number;
  /** Whether `NO_COLOR` is set and not empty. */
  readonly noColour: boolean;
  /** The variable `TERM`. */
  readonly term: string | undefined;
}

/** What is assumed of a terminal that says it has no columns, as serial consoles do. */
const UNKNOWN_COLUMNS = 80;

/** Moves to the first column and erases the line. */
const CLEAR_LINE = "\r\x1b[K";

/**
 * Standard output and standard error of the process: the only way for text to leave it.
 *
 * Reports go to standard output, everything else to standard error. The last line of a terminal
 * can be a live one; it is erased before anything else is written. The cursor is never hidden, so
 * that even a killed process leaves a terminal in order.
 */
export class Terminal {
  /** Whether colours are wanted on standard output. */
  readonly outColour: boolean;
  /** Whether colours are wanted on standard error. */
  readonly errColour: boolean;
  /** Whether standard error goes to a terminal that can rewrite a line. */
  readonly canRewrite: boolean;
  /** Whether both streams go to a terminal, so that one reader sees both. */
  readonly isInteractive: boolean;
  readonly #outIsTerminal: boolean;
  readonly #options: TerminalOptions;
  readonly #encoder = new TextEncoder();
  readonly #closed = new Set<TerminalStream>();
  #liveLineShown = false;

  /** Wraps the streams; nothing is written yet. */
  constructor(options: TerminalOptions) {
    const { stdout, stderr, noColour, term } = options;
    const [outIsTerminal, errIsTerminal] = [stdout.isTerminal(), stderr.isTerminal()];
    this.#options = options;
    this.#outIsTerminal = outIsTerminal;
    this.isInteractive = outIsTerminal && errIsTerminal;
    this.canRewrite = errIsTerminal && term !== "dumb";
    this.outColour = wantsColour({ isTerminal: outIsTerminal, noColour, term });
    this.errColour = wantsColour({ isTerminal: errIsTerminal, noColour, term });
  }

  /** The streams of this process. */
  static ofProcess(): Terminal {
    return new Terminal({
      stdout: Deno.stdout,
      stderr: Deno.stderr,
      columns: () => Deno.consoleSize().columns || UNKNOWN_COLUMNS,
      noColour: Deno.noColor,
      term: readVariable("TERM"),
    });
  }

  /** Width of standard output in columns, or `null` when it does not go to a terminal. */
  get outColumns(): number | null {
    return this.#outIsTerminal ? this.#options.columns() : null;
  }

  /**
   * Writes to standard output.
   *
   * @param text The text with its newlines.
   * @throws {UnavailableError} When it cannot be written, for example to a full disk. A reader
   * that has gone away is no error.
   */
  out(text: string): void {
    if (this.#outIsTerminal) this.clearLiveLine();
    this.#write(this.#options.stdout, "standard output", text);
  }

  /**
   * Writes to standard error.
   *
   * @param text The text with its newlines.
   * @throws {UnavailableError} When it cannot be written.
   */
  err(text: string): void {
    this.clearLiveLine();
    this.#write(this.#options.stderr, "standard error", text);
  }

  /**
   * Writes bytes of another program to standard output, as they are.
   *
   * @param bytes What it has written.
   * @throws {UnavailableError} When it cannot be written.
   */
  outBytes(bytes: Uint8Array): void {
    if (this.#outIsTerminal) this.clearLiveLine();
    this.#writeBytes(this.#options.stdout, "standard output", bytes);
  }

  /**
   * Writes bytes of another program to standard error, as they are.
   *
   * @param bytes What it has written.
   * @throws {UnavailableError} When it cannot be written.
   */
  errBytes(bytes: Uint8Array): void {
    this.clearLiveLine();
    this.#writeBytes(this.#options.stderr, "standard error", bytes);
  }

  /**
   * Puts a line in the place of the live line. Does nothing on what cannot rewrite a line.
   *
   * @param render Makes the line for a width in columns.
   */
  showLiveLine(render: (width: number) => string): void {
    if (!this.canRewrite) return;
    // A line as wide as the terminal would wrap and could not be erased.
    const line = render(this.#options.columns() - 1);
    this.#write(this.#options.stderr, "standard error", CLEAR_LINE + line);
    this.#liveLineShown = true;
  }

  /** Erases the live line, if there is one, and leaves the cursor in its first column. */
  clearLiveLine(): void {
    if (!this.#liveLineShown) return;
    this.#liveLineShown = false;
    this.#write(this.#options.stderr, "standard error", CLEAR_LINE);
  }

  #write(stream: TerminalStream, name: string, text: string): void {
    this.#writeBytes(stream, name, this.#encoder.encode(text));
  }

  #writeBytes(stream: TerminalStream, name: string, bytes: Uint8Array): void {
    if (this.#closed.has(stream)) return;
    try {
      if (!writeAll(stream, bytes)) this.#closed.add(stream);
    } catch (error) {
      this.#closed.add(stream);
      const why = error instanceof Error ? error.message : String(error);
      throw new UnavailableError(`Cannot write to ${name}: ${why}`, { cause: error });
    }
  }
}
