import { assertEquals, assertThrows } from "@std/assert";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { MemoryStream, memoryTerminal } from "./memory_terminal.ts";

const CLEAR = "\r\x1b[K";

Deno.test("Terminal rewrites the live line and erases it before other text", () => {
  const { terminal, stdout, stderr } = memoryTerminal({ out: true, err: true });
  terminal.showLiveLine(() => "one");
  terminal.showLiveLine(() => "two");
  assertEquals(stderr.take(), `${CLEAR}one${CLEAR}two`);
  terminal.out("report\n");
  assertEquals([stderr.take(), stdout.take()], [CLEAR, "report\n"]);
  terminal.err("note\n");
  assertEquals(stderr.take(), "note\n");
  terminal.showLiveLine(() => "three");
  terminal.err("note\n");
  assertEquals(stderr.take(), `${CLEAR}three${CLEAR}note\n`);
});

Deno.test("Terminal leaves the live line alone when standard output is not on the screen", () => {
  const { terminal, stderr } = memoryTerminal({ out: false, err: true });
  terminal.showLiveLine(() => "one");
  stderr.take();
  terminal.out("report\n");
  assertEquals(stderr.take(), "");
  terminal.clearLiveLine();
  terminal.clearLiveLine();
  assertEquals(stderr.take(), CLEAR);
});

Deno.test("Terminal gives a live line one column less than there are, so that it cannot wrap", () => {
  const { terminal } = memoryTerminal({ err: true });
  const widths: number[] = [];
  terminal.showLiveLine((width) => {
    widths.push(width);
    return "";
  });
  assertEquals(widths, [79]);
});

Deno.test("Terminal shows no live line where it cannot rewrite one", () => {
  for (const options of [{ err: false }, { err: true, term: "dumb" }]) {
    const { terminal, stderr } = memoryTerminal(options);
    terminal.showLiveLine(() => "one");
    terminal.clearLiveLine();
    assertEquals([terminal.canRewrite, stderr.take()], [false, ""]);
  }
});

Deno.test("Terminal decides on colours for each stream", () => {
  const { terminal } = memoryTerminal({ out: false, err: true });
  assertEquals([terminal.outColour, terminal.errColour], [false, true]);
  assertEquals([terminal.outColumns, terminal.isInteractive], [null, false]);
  const quiet = memoryTerminal({ out: true, err: true, noColour: true }).terminal;
  assertEquals([quiet.outColour, quiet.errColour], [false, false]);
  assertEquals([quiet.outColumns, quiet.isInteractive, quiet.canRewrite], [80, true, true]);
});

/** A stream that answers with an error. */
class BrokenStream extends MemoryStream {
  writes = 0;

  constructor(readonly error: Error) {
    super(false);
  }

  override writeSync(): number {
    this.writes++;
    throw this.error;
  }
}

Deno.test("Terminal stops writing to a reader that has gone, without an error", () => {
  const stdout = new BrokenStream(new Deno.errors.BrokenPipe("gone"));
  const { terminal, stderr } = memoryTerminal({ stdout });
  terminal.out("a\n");
  terminal.out("b\n");
  assertEquals(stdout.writes, 1);
  terminal.err("still there\n");
  assertEquals(stderr.take(), "still there\n");
});

Deno.test("Terminal says once that a stream cannot be written", () => {
  const stdout = new BrokenStream(new Error("No space left on device"));
  const { terminal } = memoryTerminal({ stdout });
  assertThrows(
    () => terminal.out("a\n"),
    UnavailableError,
    "Cannot write to standard output: No space left on device",
  );
  terminal.out("b\n");
  assertEquals(stdout.writes, 1);
});
