import { Terminal } from "./terminal.ts";

let terminal: Terminal | undefined;

/**
 * The terminal of this process: one for everybody, since whoever writes has to know of the live
 * line that somebody else shows.
 */
export function processTerminal(): Terminal {
  terminal ??= Terminal.ofProcess();
  return terminal;
}

/** How text for standard output should be laid out. */
export interface OutputLayout {
  /** Widest line in columns; `Infinity` when it does not go to a terminal. */
  readonly width: number;
  /** Whether to mark text with colours. */
  readonly colour: boolean;
}

/** Looks at where standard output goes. */
export function outputLayout(): OutputLayout {
  const { outColumns, outColour } = processTerminal();
  return { width: outColumns ?? Infinity, colour: outColour };
}

/**
 * Writes to standard output.
 *
 * @param text The text with its newlines.
 * @throws {UnavailableError} When it cannot be written, for example to a full disk. A reader that
 * has gone away is no error.
 */
export function printOutput(text: string): void {
  processTerminal().out(text);
}
