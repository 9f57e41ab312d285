import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type Diagnostic, formatDiagnostic } from "../../../lib/scenario/mod.ts";

function show(sourceLine: string, start: number, length: number): string[] {
  const diagnostic: Diagnostic = {
    file: "a.yaml",
    line: 12,
    column: start + 1,
    length,
    message: "Wrong",
    hint: null,
    sourceLine,
  };
  return formatDiagnostic(diagnostic).split("\n");
}

Deno.test("formatDiagnostic() puts the mark below what is wrong", () => {
  assertEquals(show("name: x", 6, 1), [
    "a.yaml:12:7: error: Wrong",
    "  12 | name: x",
    "     |       ^",
  ]);
  assertEquals(show("name: xyz", 6, 3).at(-1), "     |       ^~~");
  assertEquals(show("name:", 5, 0).at(-1), "     |      ^");
});

Deno.test("formatDiagnostic() shows the hint below", () => {
  const diagnostic = {
    ...{ file: "f", line: 1, column: 1, length: 1, message: "m", sourceLine: "x" },
    hint: "Do this.",
  };
  assertEquals(formatDiagnostic(diagnostic).split("\n").at(-1), "    Do this.");
});

Deno.test("formatDiagnostic() keeps the mark in place behind tabs and wide characters", () => {
  assertEquals(show("\tab: x", 5, 1).slice(1), ["  12 |     ab: x", "     |         ^"]);
  assertEquals(show("a\tb", 2, 1).slice(1), ["  12 | a   b", "     |     ^"]);
  assertEquals(show("\u65e5\u672c: x", 4, 1).at(-1), "     |       ^");
  assertEquals(show("x: \u65e5\u672c", 3, 2).at(-1), "     |    ^~~~");
  assertEquals(show("\ud83d\ude00 x", 3, 1).at(-1), "     |    ^");
  assertEquals(show("e\u0301 x", 3, 1).at(-1), "     |   ^");
});

Deno.test("formatDiagnostic() shows nothing that a terminal would obey", () => {
  const [, line] = show("a\u001b[31m\u202eb\u0085\ud800\r", 0, 1);
  assertEquals(line, "  12 | a\ufffd[31m\ufffdb\ufffd\ufffd\ufffd");
});

Deno.test("formatDiagnostic() cuts a long line around the mark", () => {
  const line = "x".repeat(200) + "HERE" + "y".repeat(200);
  const [, text = "", mark = ""] = show(line, 200, 4);
  assertStringIncludes(text, "xHEREy");
  assertEquals(text.slice(mark.indexOf("^"), mark.indexOf("^") + 4), "HERE");
  assertEquals([text.at(7), text.at(-1)], ["\u2026", "\u2026"]);
  const end = show(line, 403, 1);
  assertEquals(end[1]?.at(end[2]?.indexOf("^") ?? 0), "y");
  assertEquals(end[1]?.endsWith("y"), true);
  const begin = show(line, 0, 3);
  assertEquals(begin.slice(1).map((text) => text.slice(7, 11)), ["xxxx", "^~~"]);
});

Deno.test("formatDiagnostic() has the marked character above the mark, whatever the line", () => {
  const character = fc.constantFrom("a", "\t", "\u65e5", "e\u0301", "\u001b", "\ud83d\ude00", " ");
  const line = fc.tuple(fc.array(character, { maxLength: 150 }), fc.array(character));
  fc.assert(fc.property(line, ([before, after]) => {
    const head = before.join("");
    const [, text = "", mark = ""] = show(`${head}#${after.join("")}`, head.length, 1);
    const column = mark.indexOf("^");
    let at = 0;
    // Walk over the shown line by the same widths as a terminal.
    for (const shown of text) {
      if (at === column && shown === "#") return true;
      at += /\p{Mn}/u.test(shown) ? 0 : /[\u65e5\u{1f600}]/u.test(shown) ? 2 : 1;
    }
    return false;
  }));
});

Deno.test("formatDiagnostic() cuts a message that repeats a very long name", () => {
  const diagnostic = { file: "f", line: 1, column: 1, length: 1, hint: null, sourceLine: "x" };
  const shown = formatDiagnostic({ ...diagnostic, message: "y".repeat(100_000) });
  assertLessOrEqual(shown.length, 500);
});

Deno.test("formatDiagnostic() never shows more than its columns", () => {
  fc.assert(fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (size, at, length) => {
    const start = Math.min(at, size);
    for (const line of show("x".repeat(size), start, Math.min(length, size - start)).slice(1)) {
      assertLessOrEqual(line.length, 7 + 101);
    }
  }));
});
