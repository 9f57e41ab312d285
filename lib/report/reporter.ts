import type { RunEvent } from "../scenario/mod.ts";

/**
 * Draws a report from what happens during runs.
 *
 * One reporter sees all scenarios of a command, one after the other.
 */
export interface Reporter {
  /**
   * Takes what the engine tells while a scenario runs.
   *
   * @throws {UnavailableError} When the report cannot be written.
   */
  event(event: RunEvent): void;

  /**
   * Takes note of where the result of the scenario that has just ended was saved.
   *
   * @param path The file as the user may open it.
   */
  saved(path: string): void;

  /** Writes what is left after the last scenario and closes the report's file. */
  close(): void;
}

/** A format of reports. */
export interface ReporterFormat {
  /** What stands behind `--reporter`. */
  readonly name: string;
  /** One sentence for the help. */
  readonly summary: string;
  /** Whether its reader shows how a run is getting on, so that ktstr itself need not. */
  readonly showsProgress?: boolean;
  /** Makes a reporter that writes to an output and closes it. */
  readonly create: (output: ReportOutput) => Reporter;
}

/** Where a report goes: standard output or a file. */
export interface ReportOutput {
  /** Whether colours are wanted. */
  readonly colour: boolean;
  /** Whether its reader sees standard error as well, and so has seen the notes already. */
  readonly showsNotes: boolean;
  /** Width in columns, or `null` when lines may have any. */
  columns(): number | null;
  /**
   * Writes a text with its newlines.
   *
   * @throws {UnavailableError} When it cannot be written.
   */
  write(text: string): void;
  /** Gives the file back; standard output stays open. */
  close(): void;
}
