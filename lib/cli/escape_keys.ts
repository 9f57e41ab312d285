/** Ctrl-]: typed twice in a row it leaves a guest, whatever state that is in. */
const ESCAPE = 0x1d;

/** Watches what is typed for the way out. */
export class EscapeKeys {
  readonly #controller = new AbortController();
  #count = 0;

  /** Aborted when the way out was typed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Looks at what was typed.
   *
   * @param bytes In the order in which they were typed, cut anywhere.
   */
  watch(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#count = byte === ESCAPE ? this.#count + 1 : 0;
      if (this.#count === 2) this.#controller.abort();
    }
  }
}
