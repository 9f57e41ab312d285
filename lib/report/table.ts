import { clipMiddle, pad, textWidth } from "./text_layout.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly align: "left" | "right";
  readonly cell: (row: Row) => string;
}

/** Options for {@linkcode renderTable}. */
export interface RenderTableOptions {
  /** Widest line in columns; `Infinity` for any. */
  readonly width: number;
  /** Marks the line of titles. */
  readonly styleTitles?: (line: string) => string;
}

const GAP = "  ";
/** Names are cut to this, so that figures have room beside them. */
const WIDEST_KEY = 24;

/** The cells of one column, title first, all of the same width. */
type PaddedColumn = readonly string[];

/**
 * Lays out a table of text.
 *
 * The first column is the key. Where the columns do not fit side by side, those left over follow
 * in further blocks, each below an empty line and with the key in front.
 *
 * @param columns The columns, key first.
 * @param rows The rows.
 * @returns The lines of the table.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: RenderTableOptions,
): string[] {
  const [keyColumn, ...others] = columns;
  if (keyColumn === undefined) return [];
  const widestKey = Math.min(WIDEST_KEY, Math.floor(options.width / 3));
  const key = padColumn(
    { ...keyColumn, cell: (row) => clipMiddle(keyColumn.cell(row), widestKey) },
    rows,
  );
  const styleTitles = options.styleTitles ?? ((line) => line);
  return splitIntoBlocks(key, others.map((column) => padColumn(column, rows)), options.width)
    .flatMap((block, blockIndex) => {
      const lines = key.map((_, i) => block.map((column) => column[i]).join(GAP).trimEnd());
      const [titles = "", ...body] = lines;
      return [...(blockIndex === 0 ? [] : [""]), styleTitles(titles), ...body];
    });
}

function padColumn<Row>(column: Column<Row>, rows: readonly Row[]): PaddedColumn {
  const cells = [column.title, ...rows.map(column.cell)];
  const width = cells.reduce((widest, cell) => Math.max(widest, textWidth(cell)), 0);
  return cells.map((cell) => pad(cell, width, column.align));
}

function splitIntoBlocks(
  key: PaddedColumn,
  columns: readonly PaddedColumn[],
  width: number,
): PaddedColumn[][] {
  const widthOf = (column: PaddedColumn) => textWidth(column[0] ?? "");
  let block = [key];
  let used = widthOf(key);
  const blocks = [block];
  for (const column of columns) {
    const needed = GAP.length + widthOf(column);
    if (used + needed > width && block.length > 1) {
      block = [key];
      blocks.push(block);
      used = widthOf(key);
    }
    block.push(column);
    used += needed;
  }
  return blocks;
}
