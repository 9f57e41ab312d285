/** Cuts text that arrives in pieces into lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /**
   * Takes in bytes.
   *
   * @param bytes What has arrived; characters may be cut anywhere.
   * @returns The lines that are complete now, without their line ends.
   */
  push(bytes: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop()!;
    return lines;
  }

  /** The last line, if it had no line end. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
}
