import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Column, renderTable } from "../../../lib/report/table.ts";
import { textWidth } from "../../../lib/report/text_layout.ts";

type Row = readonly [name: string, count: string, text: string];
const COLUMNS: readonly Column<Row>[] = [
  { title: "name", align: "left", cell: ([name]) => name },
  { title: "count", align: "right", cell: ([, count]) => count },
  { title: "text", align: "left", cell: ([, , text]) => text },
];
const ROWS: readonly Row[] = [["a", "1", "x"], ["bcdef", "100000", "y"]];

Deno.test("renderTable() aligns its columns and leaves no blanks at the end", () => {
  assertEquals(renderTable(COLUMNS, ROWS, { width: 80 }), [
    "name    count  text",
    "a           1  x",
    "bcdef  100000  y",
  ]);
});

Deno.test("renderTable() continues below with the key when the width is used up", () => {
  assertEquals(renderTable(COLUMNS, ROWS, { width: 18 }), [
    "name    count",
    "a           1",
    "bcdef  100000",
    "",
    "name   text",
    "a      x",
    "bcdef  y",
  ]);
});

Deno.test("renderTable() cuts long keys in the middle", () => {
  const rows: Row[] = [["scenario_cgroup_number_0001", "1", ""], [
    "scenario_cgroup_number_0002",
    "2",
    "",
  ]];
  assertEquals(renderTable(COLUMNS, rows, { width: 80 }), [
    "name                      count  text",
    "scenario_cg...umber_0001      1",
    "scenario_cg...umber_0002      2",
  ]);
});

Deno.test("renderTable() marks the titles only", () => {
  const lines = renderTable(COLUMNS, ROWS, { width: 80, styleTitles: (line) => `<${line}>` });
  assertEquals(lines[0], "<name    count  text>");
  assertEquals(lines[1], "a           1  x");
});

Deno.test("renderTable() without rows is its titles, without columns nothing", () => {
  assertEquals(renderTable(COLUMNS, [], { width: 80 }), ["name  count  text"]);
  assertEquals(renderTable([], ROWS, { width: 80 }), []);
});

Deno.test("renderTable() shows every cell within the width", () => {
  const cell = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(rows, fc.integer({ min: 40, max: 120 }), (list, width) => {
    const lines = renderTable(COLUMNS, list, { width });
    for (const line of lines) assert(textWidth(line) <= width, line);
    const shown = lines.join("\n");
    for (const row of list) for (const text of row) assert(shown.includes(text));
  }));
});
