/** Options for {@linkcode StandardInput}. */
export interface StandardInputOptions {
  /** Where the bytes come from; standard input by default. */
  readonly source?: ReadableStream<Uint8Array>;
  /** Sees the bytes before anybody else does. */
  readonly watch?: (bytes: Uint8Array) => void;
}

/**
 * Standard input for somebody who may end before it does.
 *
 * On disposal a read that still waits is given up: it would keep this process alive until the
 * other end of a pipe is closed.
 */
export class StandardInput implements Disposable {
  /** The bytes; nothing is read before somebody asks for them. */
  readonly bytes: ReadableStream<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  /** Takes hold of standard input; nobody else can read it now. */
  constructor({ source = Deno.stdin.readable, watch }: StandardInputOptions = {}) {
    const reader = source.getReader();
    this.#reader = reader;
    this.bytes = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await reader.read();
        if (done) return controller.close();
        watch?.(value);
        controller.enqueue(value);
      },
    }, { highWaterMark: 0 });
  }

  /** Reads no more. */
  [Symbol.dispose](): void {
    this.#reader.cancel().catch(() => {});
  }
}
