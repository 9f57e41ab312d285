/** Anything that takes bytes and says how many it took, such as `Deno.stdout`. */
export interface ByteSink {
  /** Writes some of the bytes; returns how many. */
  writeSync(bytes: Uint8Array): number;
}

/** Long enough not to burn a CPU under test, short enough not to be seen. */
const RETRY_MS = 5;
/** `PIPE_BUF` of Linux: a pipe takes a write up to this size as a whole or not at all. */
const ATOMIC_BYTES = 4096;
const NEWLINE = 0x0a;

/**
 * Writes all of the bytes, whatever the reader does.
 *
 * A sink may take only a part, or nothing for the moment where somebody else made the pipe
 * non-blocking; then the rest follows. A reader that has gone away, as `head` does, ends the
 * output quietly.
 *
 * @param sink Where to write.
 * @param bytes What to write. Without a newline at its end, the last line may come twice from a
 * non-blocking standard output.
 * @returns Whether there still is a reader.
 * @throws What the sink throws otherwise, for example when the disk is full.
 */
export function writeAll(sink: ByteSink, bytes: Uint8Array): boolean {
  for (const piece of splitIntoPieces(bytes)) {
    let written = 0;
    while (written < piece.length) {
      try {
        written += sink.writeSync(piece.subarray(written));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) return false;
        if (!(error instanceof Deno.errors.WouldBlock)) throw error;
        sleep(RETRY_MS);
      }
    }
  }
  return true;
}

/**
 * Cuts bytes into pieces that a pipe takes as a whole, at newlines where there are some.
 *
 * `Deno.stdout` keeps what a pipe did not take of a write, and what follows its last newline, in a
 * buffer of its own; when the pipe is full it throws all the same, and writing again would write
 * that part twice. A piece that is taken as a whole and ends in a newline leaves nothing to keep,
 * and so does one of full length without a newline.
 */
export function* splitIntoPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let begin = 0; begin < bytes.length;) {
    const window = bytes.subarray(begin, begin + ATOMIC_BYTES);
    const lastNewline = window.lastIndexOf(NEWLINE);
    const piece = lastNewline < 0 ? window : window.subarray(0, lastNewline + 1);
    yield piece;
    begin += piece.length;
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
