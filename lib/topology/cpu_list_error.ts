/**
 * A CPU list that cannot be read.
 *
 * The message quotes the offending part; {@linkcode CpuListError.offset} and
 * {@linkcode CpuListError.length} let a caller underline it inside a larger text, such as a
 * scenario file.
 */
export class CpuListError extends SyntaxError {
  /** The whole text that was given. */
  readonly text: string;
  /** Where the offending part starts in {@linkcode CpuListError.text}, counted from 0. */
  readonly offset: number;
  /** Number of characters of the offending part; 0 when something is missing there. */
  readonly length: number;

  /**
   * Creates the error.
   *
   * @param message What is wrong.
   * @param text The whole text that was given.
   * @param offset Where the offending part starts, counted from 0.
   * @param length Number of characters of the offending part.
   */
  constructor(message: string, text: string, offset: number, length: number) {
    super(message);
    this.name = "CpuListError";
    this.text = text;
    this.offset = offset;
    this.length = length;
  }
}
