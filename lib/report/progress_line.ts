import { formatElapsed } from "./live_line.ts";
import { processTerminal } from "./process_terminal.ts";
import type { Terminal } from "./terminal.ts";
import { clipEnd, printable } from "./text_layout.ts";

/** Often enough that the time seems to run. */
const REDRAW_MS = 200;

const NS_PER_MS = 1e6;

/** Options for {@linkcode ProgressLine}. */
export interface ProgressLineOptions {
  /** Where it is shown; the process's own by default. */
  readonly terminal?: Terminal;
  /** The time in ms; the clock of the process by default. */
  readonly now?: () => number;
}

/**
 * Shows on standard error what a long work is doing: one line with the time of the step that is
 * rewritten where the terminal can do that, a line for each step elsewhere.
 *
 * @example
 * ```ts ignore
 * using progress = new ProgressLine("vm");
 * progress.step("booting 16 CPUs"); // vm: booting 16 CPUs, 3.2s
 * ```
 */
export class ProgressLine implements Disposable {
  readonly #label: string;
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #step = "";
  #detail = "";
  #since = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * Shows nothing yet.
   *
   * @param label What stands in front of each line.
   */
  constructor(label: string, options: ProgressLineOptions = {}) {
    this.#label = label;
    this.#terminal = options.terminal ?? processTerminal();
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Says what is being done now.
   *
   * @param step The step; the time counts from when it first is named.
   * @param detail What changes within a step; only a terminal shows it.
   */
  step(step: string, detail = ""): void {
    this.#detail = printable(detail);
    if (step !== this.#step) {
      this.#step = step;
      this.#since = this.#now();
      if (!this.#terminal.canRewrite) this.#terminal.err(`${this.#label}: ${printable(step)}\n`);
    }
    if (!this.#terminal.canRewrite) return;
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS);
    this.#draw();
  }

  /**
   * Prints a line that stays.
   *
   * @param text The line, without its newline.
   */
  say(text: string): void {
    this.#terminal.err(`${this.#label}: ${printable(text)}\n`);
  }

  /** Shows no step any more. */
  [Symbol.dispose](): void {
    this.done();
  }

  /** Ends the step, and leaves no live line behind. */
  done(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#step = "";
    this.#terminal.clearLiveLine();
  }

  #draw(): void {
    const elapsed = formatElapsed((this.#now() - this.#since) * NS_PER_MS);
    const detail = this.#detail === "" ? "" : `, ${this.#detail}`;
    const line = `${this.#label}: ${printable(this.#step)}, ${elapsed}${detail}`;
    this.#terminal.showLiveLine((width) => clipEnd(line, width));
  }
}
