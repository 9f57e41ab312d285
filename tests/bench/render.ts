import { formatCount } from "../../lib/report/numbers.ts";
import { type Column, renderTable } from "../../lib/report/table.ts";
import { formatDuration } from "../../lib/units/mod.ts";
import type { Comparison, ComparisonTable } from "./benchmark.ts";
import { median } from "./statistics.ts";

/**
 * Shows comparisons as a table, ratios first.
 *
 * A ratio is ktstr's figure divided by the reference's of the same round; the middle one stands
 * beside the smallest and the largest. The figures themselves are medians.
 *
 * @returns Lines of text, each with its newline.
 */
export function renderComparisons(table: ComparisonTable): string {
  const columns: Column<Comparison>[] = [
    { title: "", align: "left", cell: (row) => row.what },
    { title: "ratio", align: "right", cell: (row) => formatRatio(median(ratios(row))) },
    { title: "min", align: "right", cell: (row) => formatRatio(Math.min(...ratios(row))) },
    { title: "max", align: "right", cell: (row) => formatRatio(Math.max(...ratios(row))) },
    { title: "ktstr", align: "right", cell: (row) => formatFigure(median(row.ours), row) },
    {
      title: table.referenceName,
      align: "right",
      cell: (row) => formatFigure(median(row.reference), row),
    },
  ];
  const lines = [
    table.title,
    ...renderTable(columns, table.comparisons, { width: Infinity }).map((line) => `  ${line}`),
    ...table.comparisons.flatMap(renderWanted),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function renderWanted(comparison: Comparison): string[] {
  const { what, wantedRatio } = comparison;
  if (wantedRatio === undefined) return [];
  const word = median(ratios(comparison)) >= wantedRatio ? "reached" : "missed";
  return [`  ${what}: a ratio of at least ${wantedRatio} is wanted: ${word}`];
}

function ratios({ ours, reference }: Comparison): number[] {
  return ours.map((figure, round) => figure / (reference[round] ?? NaN));
}

function formatRatio(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(3) : ratio.toFixed(1);
}

function formatFigure(figure: number, { unit }: Comparison): string {
  return unit === "ns" ? formatDuration(Math.round(figure)) : `${formatCount(figure)}/s`;
}
