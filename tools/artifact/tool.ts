import { join } from "@std/path";
import { type ExitStatus, UserError } from "../../lib/errors/mod.ts";

/** Root of the project. */
export const ROOT: string = join(import.meta.dirname ?? ".", "..", "..");

/**
 * Runs a tool to its end. What a person can put right is told in a sentence, without a stack trace.
 *
 * @param main Does the work; returns the exit status.
 */
export async function runTool(main: () => Promise<ExitStatus>): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`error: ${error.message}`);
    Deno.exit(error.exitStatus);
  }
}

/** Writes a line to standard error. */
export function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
