import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { splitIntoPieces, writeAll } from "../../../lib/report/write_all.ts";

const bytes = new TextEncoder().encode("abcdefgh");

/** Takes at most `portion` bytes at once, after throwing each of `errors`. */
function sink(portion: number, errors: Error[] = []) {
  const taken: number[] = [];
  return {
    taken,
    writeSync(part: Uint8Array): number {
      const error = errors.shift();
      if (error !== undefined) throw error;
      taken.push(...part.subarray(0, portion));
      return Math.min(portion, part.length);
    },
  };
}

Deno.test("writeAll() goes on after a partial write", () => {
  for (const portion of [1, 3, 8]) {
    const target = sink(portion);
    assertEquals(writeAll(target, bytes), true);
    assertEquals(target.taken, [...bytes]);
  }
});

Deno.test("writeAll() waits for a pipe that is full for the moment", () => {
  const target = sink(4, [new Deno.errors.WouldBlock("full"), new Deno.errors.WouldBlock("full")]);
  assertEquals(writeAll(target, bytes), true);
  assertEquals(target.taken, [...bytes]);
});

Deno.test("writeAll() ends quietly when the reader has gone", () => {
  assertEquals(writeAll(sink(4, [new Deno.errors.BrokenPipe("gone")]), bytes), false);
});

Deno.test("writeAll() hands every other error on", () => {
  assertThrows(() => writeAll(sink(4, [new Error("disk full")]), bytes), Error, "disk full");
});

Deno.test("splitIntoPieces() makes pieces that a pipe takes whole, and that leave no part of a line behind", () => {
  const line = fc.nat({ max: 9000 }).map((length) => "x".repeat(length));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const all = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(""));
      const pieces = [...splitIntoPieces(all)];
      assertEquals(pieces.flatMap((piece) => [...piece]), [...all]);
      for (const piece of pieces) {
        const newline = piece.lastIndexOf(0x0a);
        assert(piece.length > 0 && piece.length <= 4096);
        assert(newline === piece.length - 1 || (newline < 0 && piece.length === 4096));
      }
    }),
    { numRuns: 30 },
  );
});
