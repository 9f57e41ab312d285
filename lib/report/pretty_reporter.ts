import type { Verdict } from "../check/mod.ts";
import type { RunEvent } from "../scenario/mod.ts";
import { renderPretty } from "./pretty.ts";
import type { Reporter, ReporterFormat, ReportOutput } from "./reporter.ts";
import { createStyle } from "./style.ts";
import { type Outcome, renderSummary } from "./summary.ts";
import { hang, printable } from "./text_layout.ts";

/** Wide enough for most reports without a second block, in a file or a log. */
const FILE_WIDTH = 100;

/** A report for people: what was measured, and each check that did not pass. */
export const PRETTY: ReporterFormat = {
  name: "pretty",
  summary: "A report for people, with colours on a terminal.",
  create: (output) => new PrettyReporter(output),
};

class PrettyReporter implements Reporter {
  readonly #output: ReportOutput;
  readonly #outcomes: Outcome[] = [];
  #notes: string[] = [];

  constructor(output: ReportOutput) {
    this.#output = output;
  }

  event(event: RunEvent): void {
    if (event.type === "start") this.#notes = [];
    if (event.type === "note") this.#notes.push(event.text);
    if (event.type !== "end") return;
    const separator = this.#outcomes.length === 0 ? "" : "\n";
    this.#outcomes.push({ scenario: event.result.scenario, verdict: event.result.verdict });
    const report = renderPretty(event.result, {
      colour: this.#output.colour,
      width: this.#width,
      notes: this.#output.showsNotes ? [] : this.#notes,
    });
    this.#output.write(separator + report);
  }

  saved(path: string): void {
    // Not broken into lines: a path is there to be copied.
    this.#output.write(`\n${hang("  saved: ", printable(path), Infinity).join("\n")}\n`);
  }

  close(): void {
    if (this.#outcomes.length > 1) {
      const style = createStyle(this.#output.colour);
      const mark = (verdict: Verdict, text: string) => style.verdict(verdict, text);
      this.#output.write(`\n${renderSummary(this.#outcomes, this.#width, mark)}`);
    }
    this.#output.close();
  }

  get #width(): number {
    return this.#output.columns() ?? FILE_WIDTH;
  }
}
