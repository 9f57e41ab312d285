import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/yaml";
import * as names from "@std/yaml";

Deno.test("@std/yaml has the names that the project uses", () => {
  assertEquals(["parse", "stringify"].filter((name) => !(name in names)), []);
});

Deno.test("parse() reads one document", () => {
  assertEquals(parse("a: 1\nb: [x, true, ~, 1.5, yes]\nc: &n { d: text }\ne: *n\n"), {
    a: 1,
    b: ["x", true, null, 1.5, "yes"],
    c: { d: "text" },
    e: { d: "text" },
  });
  assertEquals(parse(""), null);
  assertEquals(parse("{ <<: { a: 1 }, b: 2 }"), { a: 1, b: 2 });
  assertEquals(parse("2026-01-02"), new Date("2026-01-02"));
});

Deno.test("parse() refuses what is not one valid document", () => {
  const bad = ["a: [", "a: 1\na: 2", "a: 1\n---\nb: 2", "a:\n\tb: 1", "a: *x", "a: !x 1"];
  for (const text of bad) assertThrows(() => parse(text), SyntaxError);
});

Deno.test("stringify() writes what parse() reads", () => {
  const value = { name: "x: y", list: [1, { a: null }], text: "a\nb\n", yes: "true", n: 1e21 };
  assertEquals(parse(stringify(value)), value);
  assertEquals(stringify({ a: { b: 1 }, c: [1] }), "a:\n  b: 1\nc:\n  - 1\n");
  assertEquals(stringify({ a: { b: 1 } }, { indent: 4 }), "a:\n    b: 1\n");
});

Deno.test("stringify() folds long text where it is told to", () => {
  const text = "word ".repeat(40).trim();
  assertEquals(stringify({ text }, { lineWidth: -1 }), `text: ${text}\n`);
  assertEquals(stringify({ text }).split("\n").length > 2, true);
});

Deno.test("stringify() refuses what YAML cannot say", () => {
  for (const value of [() => 1, { a: Symbol("x") }, { a: undefined }]) {
    assertThrows(() => stringify(value), TypeError);
  }
});
