import { nameWorker } from "../check/mod.ts";
import type { CgroupResult, ScenarioResult } from "../scenario/mod.ts";
import { renderCgroupTable } from "./cgroup_table.ts";
import { renderChecks } from "./check_lines.ts";
import { renderHeader } from "./run_header.ts";
import { createStyle } from "./style.ts";
import { hang, printable } from "./text_layout.ts";

/** Options for {@linkcode renderPretty}. */
export interface RenderPrettyOptions {
  /** Whether to mark text with colours. */
  readonly colour: boolean;
  /** Widest line in columns. */
  readonly width: number;
  /** What the engine had to say during the run. */
  readonly notes?: readonly string[];
}

/** Nothing sensible can be laid out in less. */
const NARROWEST = 40;
const INDENT = "  ";

/**
 * Lays out the result of a scenario for people.
 *
 * Exact figures are in the JSON; here durations and counts have three significant digits.
 *
 * @param result Everything that was measured.
 * @returns Lines of plain text, each with its newline.
 */
export function renderPretty(result: ScenarioResult, options: RenderPrettyOptions): string {
  const style = createStyle(options.colour);
  const width = Math.max(NARROWEST, options.width);
  const inner = width - INDENT.length;
  const notes = [...(options.notes ?? []), ...affinityNotes(result.cgroups)];
  const table = renderCgroupTable(result.cgroups, { width: inner, styleTitles: style.strong });
  const checks = renderChecks(result.checks, { width: inner, style });
  return [
    ...renderHeader(result, { width, style }),
    ...indentBlock(table),
    ...indentBlock(checks),
    ...indentBlock(notes.flatMap((note) => hang("note: ", printable(note), inner))),
  ].map((line) => `${line}\n`).join("");
}

/** Sets a block off with an empty line before it. */
function indentBlock(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", ...lines.map((line) => line === "" ? "" : INDENT + line)];
}

function affinityNotes(cgroups: readonly CgroupResult[]): string[] {
  return cgroups.flatMap(({ name, reports }) => {
    const refused = reports.filter((report) => report.affinity_error !== null);
    const [first] = refused;
    if (first === undefined) return [];
    const others = refused.length === 1 ? "" : ` (and ${refused.length - 1} more of this cgroup)`;
    return [
      `${nameWorker(name, first)} ran without its affinity: ${first.affinity_error}${others}`,
    ];
  });
}
