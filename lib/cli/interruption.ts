const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an abort, so that a run can clean up before it ends.
 *
 * The default would end the program at once and leave its workers and cgroups behind.
 *
 * @example
 * ```ts ignore
 * using interruption = new Interruption();
 * await runScenario(scenario, { ...options, signal: interruption.signal });
 * ```
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listener = (): void => this.#controller.abort();

  /** Begins to listen; the signals' defaults are off until disposal. */
  constructor() {
    for (const name of SIGNALS) Deno.addSignalListener(name, this.#listener);
  }

  /** Aborted at the first of the signals. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the signals their defaults back. */
  [Symbol.dispose](): void {
    for (const name of SIGNALS) Deno.removeSignalListener(name, this.#listener);
  }
}
