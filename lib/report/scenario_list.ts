import { createStyle } from "./style.ts";
import { pad, printable, textWidth, wrap } from "./text_layout.ts";

/** What a list says about a scenario. */
export interface ScenarioListItem {
  /** What `run` takes. */
  readonly name: string;
  /** Words to choose scenarios by. */
  readonly tags: readonly string[];
  /** What the scenario is about. */
  readonly description: string;
}

/** Options for {@linkcode renderScenarioList}. */
export interface RenderScenarioListOptions {
  /** Widest line in columns; `Infinity`, the default, never breaks one. */
  readonly width?: number;
  /** Whether to mark text with colours; not by default. */
  readonly colour?: boolean;
}

const GAP = "  ";
/** A description in fewer columns is harder to read than a line that the terminal breaks. */
const NARROWEST_DESCRIPTION = 20;

/**
 * Lays out a list of scenarios: name, tags and description.
 *
 * @param scenarios The scenarios, in the order of the list.
 * @returns Lines of text, each with its newline.
 */
export function renderScenarioList(
  scenarios: readonly ScenarioListItem[],
  options: RenderScenarioListOptions = {},
): string {
  if (scenarios.length === 0) return "No scenarios\n";
  const { width = Infinity, colour = false } = options;
  const style = createStyle(colour);
  const rows = scenarios.map(({ name, tags, description }) => ({
    name: printable(name),
    tags: printable(tags.join(",")),
    description: printable(description),
  }));
  const nameWidth = widest("NAME", rows.map((row) => row.name));
  const tagsWidth = widest("TAGS", rows.map((row) => row.tags));
  const lead = (name: string, tags: string) =>
    pad(name, nameWidth, "left") + GAP + pad(tags, tagsWidth, "left") + GAP;
  const indent = " ".repeat(nameWidth + tagsWidth + 2 * GAP.length);
  const room = Math.max(NARROWEST_DESCRIPTION, width - indent.length);
  return [
    style.strong(`${lead("NAME", "TAGS")}DESCRIPTION`),
    ...rows.flatMap(({ name, tags, description }) =>
      wrap(description, room).map((line, i) => (i === 0 ? lead(name, tags) : indent) + line)
    ),
  ].map((line) => `${line.trimEnd()}\n`).join("");
}

function widest(title: string, cells: readonly string[]): number {
  return cells.reduce((width, cell) => Math.max(width, textWidth(cell)), textWidth(title));
}
