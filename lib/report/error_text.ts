import { ScenarioFileError, UserError } from "../errors/mod.ts";
import { processTerminal } from "./process_terminal.ts";
import { createStyle } from "./style.ts";

/** Options for {@linkcode printError}. */
export interface PrintErrorOptions {
  /** Whether to show the stack traces, of the error and of what caused it. */
  readonly debug: boolean;
}

/** Options for {@linkcode renderError}. */
export interface RenderErrorOptions extends PrintErrorOptions {
  /** Whether to mark text with colours. */
  readonly colour: boolean;
}

/**
 * Writes an error for the person at the terminal.
 *
 * An error that is meant for users is its message. Any other one is a fault of ktstr itself: the
 * text says so, and how to get the stack trace that a report of the fault needs.
 *
 * @param error Whatever was thrown.
 * @returns Lines of text, each with its newline.
 */
export function renderError(error: unknown, { colour, debug }: RenderErrorOptions): string {
  const style = createStyle(colour);
  const message = error instanceof Error ? error.message : String(error);
  const lines = [`${headOf(error, style.error)}${message}`];
  if (debug) {
    lines.push(...describeStacks(error));
  } else if (!(error instanceof UserError)) {
    lines.push("This is a fault of ktstr. Run it again with KTSTR_DEBUG=1 for the stack trace.");
  }
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * Prints an error on standard error; see {@linkcode renderError}.
 *
 * @param error Whatever was thrown.
 */
export function printError(error: unknown, { debug }: PrintErrorOptions): void {
  const terminal = processTerminal();
  terminal.err(renderError(error, { debug, colour: terminal.errColour }));
}

/** The class of an error says more than an empty or terse message. */
function headOf(error: unknown, mark: (text: string) => string): string {
  // Each line of it already says where, and that it is an error.
  if (error instanceof ScenarioFileError) return "";
  if (error instanceof UserError) return `${mark("error:")} `;
  return `${mark("internal error:")} ${error instanceof Error ? `${error.name}: ` : ""}`;
}

function describeStacks(error: unknown): string[] {
  const stacks: string[] = [];
  let current = error;
  // An error that is its own cause would never end.
  for (let depth = 0; current instanceof Error && depth < 10; depth++) {
    stacks.push(depth === 0 ? `${current.stack}` : `Caused by: ${current.stack}`);
    current = current.cause;
  }
  return stacks;
}
