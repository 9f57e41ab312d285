import { UnavailableError } from "../errors/mod.ts";
import { WORKER_TABLE_PATH } from "./worker_program.ts";

/**
 * Reads what the worker program says of itself, as the build wrote it down.
 *
 * @param path The table; that of the build by default.
 * @returns The parsed JSON, not yet checked.
 * @throws {UnavailableError} If there is no table, or it is not JSON.
 */
export function readWorkerTable(path: string = WORKER_TABLE_PATH): unknown {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UnavailableError(
      `The worker program is not built: ${path} is missing. Run "deno task build"`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadableTable(path, "it is not JSON", error);
  }
}

/** The error for a table that another version of the worker program wrote. */
export function unreadableTable(path: string, reason: string, cause: unknown): UnavailableError {
  return new UnavailableError(
    `${path} is not a worker table that this version reads (${reason}). ` +
      'Remove it and run "deno task build"',
    { cause },
  );
}
