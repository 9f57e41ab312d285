import { assertEquals } from "@std/assert";
import { createStyle, wantsColour } from "../../../lib/report/mod.ts";

const onTerminal = { isTerminal: true, noColour: false, term: "xterm-256color" };

Deno.test("wantsColour() says yes on a terminal", () => {
  assertEquals(wantsColour(onTerminal), true);
  assertEquals(wantsColour({ ...onTerminal, term: undefined }), true);
});

Deno.test("wantsColour() says no elsewhere, with NO_COLOR, and on a dumb terminal", () => {
  assertEquals(wantsColour({ ...onTerminal, isTerminal: false }), false);
  assertEquals(wantsColour({ ...onTerminal, noColour: true }), false);
  assertEquals(wantsColour({ ...onTerminal, term: "dumb" }), false);
});

Deno.test("createStyle() leaves text alone without colour", () => {
  const style = createStyle(false);
  assertEquals(style.verdict("fail", "FAIL") + style.strong("a") + style.faint("b"), "FAILab");
});

Deno.test("createStyle() marks text even where standard output is no terminal", () => {
  assertEquals(createStyle(true).verdict("fail", "FAIL"), "\x1b[1m\x1b[31mFAIL\x1b[39m\x1b[22m");
  assertEquals(createStyle(true).faint("x"), "\x1b[2mx\x1b[22m");
});
