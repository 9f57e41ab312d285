/** A stretch of a text, as offsets from 0; the end is not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a text as people count: both from 1, the column in UTF-16 units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A scenario file's text and where its lines are. */
export class SourceText {
  /** The text without a byte order mark. */
  readonly text: string;
  readonly #lineStarts: number[] = [0];

  /**
   * @param file Name of the file, as messages give it.
   * @param text What it holds.
   */
  constructor(readonly file: string, text: string) {
    this.text = text.replace(/^\ufeff/, "");
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) {
      this.#lineStarts.push(at + 1);
    }
  }

  /** Tells where an offset is. */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }

  /** Gives a line, counted from 1, without its end. */
  lineAt(line: number): string {
    const start = this.#lineStarts[line - 1] ?? this.text.length;
    const next = this.#lineStarts[line] ?? this.text.length + 1;
    return this.text.slice(start, next - 1).replace(/\r$/, "");
  }
}
