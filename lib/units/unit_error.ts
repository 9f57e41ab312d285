/** A text is not a duration or a size; the message says what to write in its place. */
export class UnitError extends SyntaxError {
  /** The class, for those who compare names. */
  override readonly name = "UnitError";
}
