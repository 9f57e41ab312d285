import { UsageError } from "../errors/mod.ts";
import { LiveDisplay } from "./live_display.ts";
import { processTerminal } from "./process_terminal.ts";
import { fileOutput, terminalOutput } from "./report_output.ts";
import type { Reporter, ReportOutput } from "./reporter.ts";
import { parseReporterOption, type ReporterOption, STANDARD_OUTPUT } from "./reporter_option.ts";
import { ReporterGroup } from "./reporter_group.ts";
import type { Terminal } from "./terminal.ts";

const DEFAULT_REPORTERS = ["pretty"];

/**
 * Makes the reporters that a command line asks for, and the live display.
 *
 * Reports go where they were asked to go; how the run is getting on goes to standard error.
 *
 * @param values The values of all `--reporter` options; none means `pretty` on standard output.
 * @param terminal Where the process writes.
 * @returns One reporter for all of them. Its methods do not throw, except for `close()`.
 * @throws {UsageError} When a value is wrong, or two reports would go to the same place.
 * @throws {UnavailableError} When a file cannot be opened.
 *
 * @example
 * ```ts ignore
 * const reporter = createReporter(["pretty", "json=result.json"]);
 * const result = await runScenario(scenario, { ...options, observer: (e) => reporter.event(e) });
 * reporter.saved(saveResult(result, { dir: defaultRunDirectory() }));
 * reporter.close();
 * ```
 */
export function createReporter(
  values: readonly string[],
  terminal: Terminal = processTerminal(),
): Reporter {
  const options = (values.length === 0 ? DEFAULT_REPORTERS : values).map(parseReporterOption);
  refuseSharedPlaces(options);
  const outputs: ReportOutput[] = [];
  try {
    for (const { file } of options) {
      outputs.push(file === STANDARD_OUTPUT ? terminalOutput(terminal) : fileOutput(file));
    }
  } catch (error) {
    for (const output of outputs) output.close();
    throw error;
  }
  const reporters = outputs.map((output, i) => options[i]?.format.create(output) ?? []);
  const live = options.some(({ format }) => format.showsProgress)
    ? []
    : [new LiveDisplay(terminal)];
  // The live line has to be gone before a report appears in its place.
  return new ReporterGroup([...live, ...reporters.flat()]);
}

function refuseSharedPlaces(options: readonly ReporterOption[]): void {
  const taken = new Map<string, string>();
  for (const { format, file } of options) {
    const other = taken.get(file);
    if (other !== undefined) {
      const place = file === STANDARD_OUTPUT ? "standard output" : `the file ${file}`;
      throw new UsageError(
        `Two reporters write to ${place}: ${other} and ${format.name}. ` +
          `Give one a file of its own, for example --reporter ${format.name}=FILE`,
      );
    }
    taken.set(file, format.name);
  }
}
