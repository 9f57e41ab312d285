import type { StopReason } from "./guest_end.ts";

/** Ends a guest that has fallen silent, or that has used up its time. */
export class Watchdog {
  /** Silence that is allowed from the next {@linkcode Watchdog.resume} on, in ms. */
  silenceMs: number;
  readonly #bark: (reason: StopReason) => void;
  #silence: ReturnType<typeof setTimeout> | undefined;
  readonly #total: ReturnType<typeof setTimeout> | undefined;

  /**
   * Starts to watch.
   *
   * @param silenceMs Silence that is allowed at first, in ms.
   * @param totalMs Time that is allowed in all, in ms; `undefined` for any.
   * @param bark Called once for each limit that is passed.
   */
  constructor(
    silenceMs: number,
    totalMs: number | undefined,
    bark: (reason: StopReason) => void,
  ) {
    this.silenceMs = silenceMs;
    this.#bark = bark;
    if (totalMs !== undefined) {
      this.#total = setTimeout(() => bark({ kind: "timeout", limitMs: totalMs }), totalMs);
    }
    this.resume();
  }

  /** Starts to count the silence anew. */
  resume(): void {
    clearTimeout(this.#silence);
    const silentMs = this.silenceMs;
    this.#silence = setTimeout(() => this.#bark({ kind: "hang", silentMs }), silentMs);
  }

  /** Does not count what comes until {@linkcode Watchdog.resume}. */
  pause(): void {
    clearTimeout(this.#silence);
  }

  /** Watches no more. */
  stop(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#total);
  }
}
