import { Terminal, type TerminalOptions, type TerminalStream } from "../../../lib/report/mod.ts";

/** A stream that keeps what is written to it. */
export class MemoryStream implements TerminalStream {
  text = "";
  readonly #decoder = new TextDecoder();
  readonly #terminal: boolean;

  constructor(isTerminal: boolean) {
    this.#terminal = isTerminal;
  }

  isTerminal(): boolean {
    return this.#terminal;
  }

  writeSync(bytes: Uint8Array): number {
    this.text += this.#decoder.decode(bytes, { stream: true });
    return bytes.length;
  }

  /** Hands out what was written since the last time. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }
}

/** A terminal of 80 columns, or two pipes, and what was written to it. */
export function memoryTerminal(
  { out = false, err = false, ...options }:
    & { out?: boolean; err?: boolean }
    & Partial<TerminalOptions> = {},
): { terminal: Terminal; stdout: MemoryStream; stderr: MemoryStream } {
  const stdout = new MemoryStream(out);
  const stderr = new MemoryStream(err);
  const terminal = new Terminal({
    stdout,
    stderr,
    columns: () => 80,
    noColour: false,
    term: "xterm",
    ...options,
  });
  return { terminal, stdout, stderr };
}
