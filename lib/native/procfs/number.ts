/**
 * Parses a decimal number of the kernel.
 *
 * @param text Digits, with a sign at most.
 * @param what What the number is, for the error message.
 * @throws {SyntaxError} If it is anything else.
 */
export function parseInteger(text: string | undefined, what: string): number {
  if (text === undefined || !/^-?\d+$/.test(text)) {
    throw new SyntaxError(`Cannot read ${what}: expected a whole number, found "${text ?? ""}"`);
  }
  return Number(text);
}

/**
 * Turns milliseconds with six decimals, as `/proc/PID/sched` has them, into nanoseconds.
 *
 * Works on the digits: as a floating-point product, 0.058177 ms is not 58177 ns.
 *
 * @param text For example `"0.058177"`.
 * @param what What the number is, for the error message.
 * @throws {SyntaxError} If it is anything else.
 */
export function parseMillisecondsAsNs(text: string | undefined, what: string): number {
  const match = /^(-?)(\d+)\.(\d{6})$/.exec(text ?? "");
  if (match === null) {
    throw new SyntaxError(
      `Cannot read ${what}: expected milliseconds with six decimals, found "${text ?? ""}"`,
    );
  }
  const [, sign = "", whole = "", decimals = ""] = match;
  return Number(sign + whole + decimals);
}
