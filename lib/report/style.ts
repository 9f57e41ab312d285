import { styleText } from "node:util";
import type { Verdict } from "../check/mod.ts";

/** What is known about a stream and its reader when the use of colour is decided. */
export interface ColourQuestion {
  /** Whether the stream goes to a terminal. */
  readonly isTerminal: boolean;
  /** Whether the environment variable `NO_COLOR` is set and not empty. */
  readonly noColour: boolean;
  /** The environment variable `TERM`; `undefined` when it is not set. */
  readonly term: string | undefined;
}

/**
 * Decides whether to write colours.
 *
 * @returns Only on a terminal that is not `dumb`, and only when `NO_COLOR` does not forbid it.
 */
export function wantsColour({ isTerminal, noColour, term }: ColourQuestion): boolean {
  return isTerminal && !noColour && term !== "dumb";
}

/** Marks text by what it means; without colour each function hands it back unchanged. */
export interface Style {
  /** Marks a title. */
  readonly strong: (text: string) => string;
  /** Marks what is of less interest. */
  readonly faint: (text: string) => string;
  /** Marks the word that announces an error. */
  readonly error: (text: string) => string;
  /** Marks text in the manner of a verdict. */
  readonly verdict: (verdict: Verdict, text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

const VERDICT_FORMATS: Readonly<Record<Verdict, Format>> = {
  pass: ["bold", "green"],
  fail: ["bold", "red"],
  inconclusive: ["bold", "yellow"],
  skip: ["bold", "cyan"],
};

/**
 * Makes the functions that mark text.
 *
 * @param colour Whether to mark it at all.
 */
export function createStyle(colour: boolean): Style {
  const mark = (format: Format, text: string) =>
    // The stream is not node's to look at: the decision was made by wantsColour().
    colour ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: (text) => mark("bold", text),
    faint: (text) => mark("dim", text),
    error: (text) => mark(["bold", "red"], text),
    verdict: (verdict, text) => mark(VERDICT_FORMATS[verdict], text),
  };
}
