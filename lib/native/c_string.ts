const encoder = new TextEncoder();

/**
 * Encodes a string for a native function: UTF-8, ended by a NUL.
 *
 * @param text The string.
 * @param what What the string is, for the error message.
 * @throws {RangeError} If the string has a NUL in it, which would cut it short.
 */
export function cString(text: string, what: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) throw new RangeError(`A ${what} cannot contain a NUL character`);
  return encoder.encode(`${text}\0`);
}
