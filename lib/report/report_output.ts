import { UnavailableError } from "../errors/mod.ts";
import type { ReportOutput } from "./reporter.ts";
import type { Terminal } from "./terminal.ts";
import { writeAll } from "./write_all.ts";

/**
 * Makes standard output the place of a report.
 *
 * @param terminal The process's streams.
 */
export function terminalOutput(terminal: Terminal): ReportOutput {
  return {
    colour: terminal.outColour,
    showsNotes: terminal.isInteractive,
    columns: () => terminal.outColumns,
    write: (text) => terminal.out(text),
    close() {},
  };
}

/**
 * Opens a file for a report; what was in it is gone.
 *
 * It is opened before anything runs, so that a wrong path is known before the time is spent.
 *
 * @param path The file as the user gave it.
 * @throws {UnavailableError} When it cannot be opened.
 */
export function fileOutput(path: string): ReportOutput {
  const encoder = new TextEncoder();
  const file = explaining(
    path,
    () => Deno.openSync(path, { write: true, create: true, truncate: true }),
  );
  return {
    colour: false,
    showsNotes: false,
    columns: () => null,
    write(text) {
      explaining(path, () => writeAll(file, encoder.encode(text)));
    },
    close: () => file.close(),
  };
}

function explaining<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnavailableError(
      `Cannot write a report to ${path}: ${why}. Name another file with --reporter NAME=FILE`,
      { cause: error },
    );
  }
}
