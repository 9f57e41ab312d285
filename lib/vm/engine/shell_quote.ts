/** What no shell takes for anything but itself. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * Writes a command so that it can be pasted into a shell.
 *
 * @param command The program and its arguments.
 * @returns One line.
 */
export function shellQuote(command: readonly string[]): string {
  return command.map((word) => PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
    .join(" ");
}
