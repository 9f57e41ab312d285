import type { RunEvent } from "../scenario/mod.ts";
import type { Reporter } from "./reporter.ts";

/**
 * Several reporters as one.
 *
 * A reporter that fails must end neither the run that it watches nor the other reports: it is left
 * out from then on, and {@linkcode ReporterGroup.close} throws what it threw.
 */
export class ReporterGroup implements Reporter {
  readonly #reporters: readonly Reporter[];
  readonly #failures = new Map<Reporter, unknown>();

  /**
   * Makes one reporter of several.
   *
   * @param reporters Asked in this order.
   */
  constructor(reporters: readonly Reporter[]) {
    this.#reporters = reporters;
  }

  /** Hands an event to each reporter; does not throw. */
  event(event: RunEvent): void {
    this.#each((reporter) => reporter.event(event));
  }

  /** Tells each reporter where a result was saved; does not throw. */
  saved(path: string): void {
    this.#each((reporter) => reporter.saved(path));
  }

  /**
   * Closes each reporter, also those that failed.
   *
   * @throws The first of what the reporters threw, now or earlier.
   */
  close(): void {
    for (const reporter of this.#reporters) {
      this.#attempt(reporter, () => reporter.close());
    }
    for (const failure of this.#failures.values()) throw failure;
  }

  #each(action: (reporter: Reporter) => void): void {
    for (const reporter of this.#reporters) {
      if (!this.#failures.has(reporter)) this.#attempt(reporter, () => action(reporter));
    }
  }

  #attempt(reporter: Reporter, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!this.#failures.has(reporter)) this.#failures.set(reporter, error);
    }
  }
}
