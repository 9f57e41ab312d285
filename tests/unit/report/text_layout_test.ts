import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  clipEnd,
  clipMiddle,
  hang,
  pad,
  printable,
  textWidth,
  wrap,
} from "../../../lib/report/text_layout.ts";

const text = fc.string({ unit: "grapheme", maxLength: 60 }).map(printable);
const width = fc.integer({ min: 2, max: 80 });

Deno.test("textWidth() counts columns, not code units", () => {
  assertEquals(textWidth("cg_0"), 4);
  assertEquals(textWidth("caf\u0065\u0301"), 4);
  assertEquals(textWidth("\u6e2c\u8a66"), 4);
});

Deno.test("printable() disarms control characters and keeps one line", () => {
  assertEquals(printable("a\nb\t\r\nc"), "a b c");
  assertEquals(printable("\x1b[31mred\x07\x9b"), "\\x1b[31mred\\x07\\x9b");
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  const control = /[\x00-\x1f\x7f-\x9f]/;
  fc.assert(fc.property(fc.string(), (any) => assert(!control.test(printable(any)))));
});

Deno.test("clipMiddle() keeps both ends of a name", () => {
  assertEquals(clipMiddle("cgroup_with_a_long_name_17", 15), "cgroup...ame_17");
  assertEquals(clipMiddle("cg_0", 4), "cg_0");
  assertEquals(clipMiddle("abcdef", 2), "ab");
});

Deno.test("clipEnd() keeps the beginning", () => {
  assertEquals(clipEnd("2.0s/5s  cg_0 240k it/s", 12), "2.0s/5s  ...");
  assertEquals(clipEnd("short", 5), "short");
  assertEquals(clipEnd("long", 2), "..");
  assertEquals(clipEnd("long", 0), "");
});

Deno.test("clipMiddle(), clipEnd() and wrap() never exceed the width", () => {
  fc.assert(fc.property(text, width, (any, columns) => {
    assert(textWidth(clipMiddle(any, columns)) <= columns);
    assert(textWidth(clipEnd(any, columns)) <= columns);
    for (const line of wrap(any, columns)) assert(textWidth(line) <= columns, line);
  }));
});

Deno.test("pad() fills up to the width on the chosen side", () => {
  assertEquals(pad("a", 3, "left"), "a  ");
  assertEquals(pad("a", 3, "right"), "  a");
  assertEquals(pad("long", 3, "left"), "long");
});

Deno.test("wrap() breaks at blanks, and long words anywhere", () => {
  assertEquals(wrap("one two three", 7), ["one two", "three"]);
  assertEquals(wrap("a verylongword b", 5), ["a", "veryl", "ongwo", "rd b"]);
  assertEquals(wrap("", 5), [""]);
  assertEquals(wrap("one two three", Infinity), ["one two three"]);
});

Deno.test("wrap() loses no word", () => {
  fc.assert(fc.property(text, width, (any, columns) => {
    assertEquals(wrap(any, columns).join("").replaceAll(" ", ""), any.replaceAll(" ", ""));
  }));
});

Deno.test("hang() sets the following lines below the text", () => {
  assertEquals(hang("note: ", "one two three", 13), ["note: one two", "      three"]);
});
