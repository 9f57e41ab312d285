/** What a compiled program is asked, and how the answer of a good one starts. */
export interface Probe {
  readonly args: readonly string[];
  readonly answer: RegExp;
  /** What has gone wrong when it is another. */
  readonly meaning: string;
}

/** Time for the first start, which unpacks a hundred megabytes, on a slow machine. */
const TIMEOUT_MS = 60_000;

/** Characters of an answer that a message repeats. */
const REPEATED = 200;

/**
 * Starts a program, without an input and with a time limit.
 *
 * @param program Path of the program.
 * @param probe What to ask it.
 * @returns What it said in place of the answer, or `null` if the answer is good.
 */
export async function probeProduct(program: string, probe: Probe): Promise<string | null> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, {
      args: [...probe.args],
      env: { NO_COLOR: "1" },
      stdin: "null",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).output();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const stdout = new TextDecoder().decode(output.stdout);
  if (output.success && probe.answer.test(stdout)) return null;
  const said = (stdout + new TextDecoder().decode(output.stderr)).trim();
  return said === "" ? `nothing, with status ${output.code}` : said.slice(0, REPEATED);
}
