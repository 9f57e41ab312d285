import { type Cell, toCells } from "./cells.ts";
import type { SourceText, Span } from "./source_text.ts";

/** Something wrong in a scenario file, where it is, and what to do about it. */
export interface Diagnostic {
  /** Name of the file, as the user gave it. */
  readonly file: string;
  /** Line, counted from 1. */
  readonly line: number;
  /** Column, counted from 1 in UTF-16 units, as editors do. */
  readonly column: number;
  /** How many UTF-16 units of the line it concerns; 0 when something is missing there. */
  readonly length: number;
  /** What is wrong. */
  readonly message: string;
  /** What to do, or `null`. */
  readonly hint: string | null;
  /** The line as it is in the file. */
  readonly sourceLine: string;
}

/** A {@linkcode Diagnostic} before its place is worked out. */
export interface Finding {
  readonly span: Span;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Works out the place of a finding; one that spans lines is shown on its first. */
export function toDiagnostic(source: SourceText, finding: Finding): Diagnostic {
  const { line, column } = source.positionAt(finding.span.start);
  const sourceLine = source.lineAt(line);
  const length = Math.min(finding.span.end - finding.span.start, sourceLine.length - column + 1);
  return {
    file: source.file,
    line,
    column,
    length: Math.max(0, length),
    message: finding.message,
    hint: finding.hint ?? null,
    sourceLine,
  };
}

/** Lines wider than this are cut on both sides of the place. */
const MAX_COLUMNS = 100;
/** Columns that stay in view before the place. */
const COLUMNS_BEFORE = 40;
/** Stands where a line was cut. */
const CUT = "\u2026";

/**
 * Shows a diagnostic with its place, the line of the file and a mark below what is wrong.
 *
 * @param diagnostic What to show.
 * @returns Plain text of several lines, without a newline at the end.
 * @example
 * ```text
 * scenarios/my.yaml:7:22: error: Unknown key "worker" in a cgroup
 *   7 |       - { name: cg_0, worker: 2, work: SpinWait }
 *     |                       ^~~~~~
 *     Did you mean "workers"?
 * ```
 */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, length, message, hint, sourceLine } = diagnostic;
  const start = column - 1;
  const cells = cutAround(toCells(sourceLine), start);
  const shown = cells.map((cell) => cell.text).join("").trimEnd();
  const before = widthOf(cells.filter((cell) => cell.offset < start));
  const marked = widthOf(
    cells.filter((cell) => cell.offset >= start && cell.offset < start + length),
  );
  const number = String(line);
  const gutter = " ".repeat(number.length);
  const mark = `${" ".repeat(before)}^${"~".repeat(Math.max(0, marked - 1))}`;
  return [
    `${printable(file)}:${line}:${column}: error: ${printable(message)}`,
    `  ${number} | ${shown}`,
    `  ${gutter} | ${mark}`,
    ...(hint === null ? [] : [`  ${gutter} ${printable(hint)}`]),
  ].join("\n");
}

/** More than this many are not read by anybody. */
const MAX_SHOWN = 20;

/**
 * Shows all that is wrong with a file, in the order of the file.
 *
 * @param diagnostics At least one.
 * @returns One block each, with an empty line between them; of very many, the first ones.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const sorted = diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const blocks = sorted.slice(0, MAX_SHOWN).map(formatDiagnostic);
  const hidden = sorted.length - blocks.length;
  if (hidden > 0) blocks.push(`${sorted[0]?.file}: ${hidden} more errors are not shown`);
  return blocks.join("\n\n");
}

/** A message repeats names from the file, and nothing there says how long those are. */
const MAX_MESSAGE_LENGTH = 400;

/** Makes a text safe to print on one line. */
function printable(text: string): string {
  const short = text.length > MAX_MESSAGE_LENGTH ? text.slice(0, MAX_MESSAGE_LENGTH) + CUT : text;
  return toCells(short).map((cell) => cell.text).join("");
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** Keeps what fits into the view around a place in the line. */
function cutAround(cells: readonly Cell[], start: number): Cell[] {
  if (widthOf(cells) <= MAX_COLUMNS) return [...cells];
  const place = cells.findIndex((cell) => cell.offset >= start);
  const center = place === -1 ? cells.length : place;
  let first = center;
  for (let width = 0; first > 0 && width < COLUMNS_BEFORE; first--) {
    width += cells[first - 1]?.width ?? 0;
  }
  // The columns that the end of a line leaves free are worth more text before the place.
  const room = MAX_COLUMNS - widthOf(cells.slice(first));
  for (let width = 0; first > 0 && width < room; first--) width += cells[first - 1]?.width ?? 0;
  let last = first;
  for (let width = 0; last < cells.length; last++) {
    width += cells[last]?.width ?? 0;
    if (width > MAX_COLUMNS) break;
  }
  const kept = cells.slice(first, last);
  // The dots stand for the characters whose place they take, so offsets stay true.
  if (first > 0 && kept[0] !== undefined && kept[0].offset < start) {
    kept[0] = { ...kept[0], text: CUT, width: 1 };
  }
  const final = kept.at(-1);
  if (last < cells.length && final !== undefined && final.offset > start) {
    kept[kept.length - 1] = { ...final, text: CUT, width: 1 };
  }
  return kept;
}
