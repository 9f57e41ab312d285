import type { Progress, RunEvent } from "../scenario/mod.ts";
import { renderLiveLine } from "./live_line.ts";
import { countOf } from "./numbers.ts";
import type { Reporter } from "./reporter.ts";
import type { Terminal } from "./terminal.ts";
import { clipEnd, printable } from "./text_layout.ts";

/** Often enough to see that a run is alive, seldom enough for a log. */
const PLAIN_INTERVAL_NS = 2_000_000_000;

/**
 * Shows on standard error how a run is getting on: one line that is rewritten where the terminal
 * can do that, plain lines elsewhere.
 */
export class LiveDisplay implements Reporter {
  readonly #terminal: Terminal;
  #scenario = "";
  #lastShownNs = -Infinity;

  /** Nothing is shown before the first event. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows what an event tells. */
  event(event: RunEvent): void {
    switch (event.type) {
      case "start":
        this.#scenario = printable(event.scenario.name);
        return this.#say(`seed ${event.seed}`);
      case "phase":
        // Each step of a scenario counts its own time.
        this.#lastShownNs = -Infinity;
        return this.#say(
          event.workers === 0 ? event.phase : `${event.phase}, ${countOf(event.workers, "worker")}`,
        );
      case "progress":
        return this.#showProgress(event.progress);
      case "note":
        return this.#terminal.err(`${this.#scenario}: note: ${printable(event.text)}\n`);
      case "end":
        return this.#terminal.clearLiveLine();
    }
  }

  /** Where a result was saved is for the reports to say. */
  saved(): void {}

  /** Leaves no live line behind. */
  close(): void {
    this.#terminal.clearLiveLine();
  }

  #say(text: string): void {
    const line = `${this.#scenario}: ${text}`;
    if (this.#terminal.canRewrite) {
      this.#terminal.showLiveLine((width) => clipEnd(line, width));
    } else {
      this.#terminal.err(`${line}\n`);
    }
  }

  #showProgress(progress: Progress): void {
    if (this.#terminal.canRewrite) {
      return this.#terminal.showLiveLine((width) => renderLiveLine(progress, width));
    }
    if (progress.elapsedNs - this.#lastShownNs < PLAIN_INTERVAL_NS) return;
    this.#lastShownNs = progress.elapsedNs;
    this.#terminal.err(`${this.#scenario}: ${renderLiveLine(progress, Infinity)}\n`);
  }
}
