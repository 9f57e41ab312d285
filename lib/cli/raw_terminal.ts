import { processTerminal } from "../report/mod.ts";
import type { TerminalSize } from "../vm/mod.ts";

/** What is assumed of a terminal that does not tell its size. */
const UNKNOWN_SIZE: TerminalSize = { rows: 24, columns: 80 };

/**
 * Undoes what a program in a guest may have left behind: the other screen of an editor, a hidden
 * cursor, colours, pasting between marks, reports of the mouse, the other meaning of cursor keys.
 */
const RESET = "\x1b[?47l\x1b[?25h\x1b[0m\x1b[?2004l\x1b[?1000l\x1b[?1006l\x1b[?1l\x1b>";

/**
 * The terminal of this process, which passes on each key as it is typed between
 * {@linkcode RawTerminal.enter} and {@linkcode RawTerminal.leave}. Disposal leaves, too.
 */
export class RawTerminal implements Disposable {
  #raw = false;

  /** From now on keys are passed on as they are, Ctrl-C as well. */
  enter(): void {
    Deno.stdin.setRaw(true);
    this.#raw = true;
  }

  /** Makes the terminal what it was. */
  leave(): void {
    if (!this.#raw) return;
    this.#raw = false;
    Deno.stdin.setRaw(false);
    processTerminal().out(RESET);
  }

  /** Makes the terminal what it was. */
  [Symbol.dispose](): void {
    this.leave();
  }
}

/** The size of the terminal now. */
export function terminalSize(): TerminalSize {
  const { rows, columns } = Deno.consoleSize();
  return rows > 0 && columns > 0 ? { rows, columns } : UNKNOWN_SIZE;
}
