import { assertEquals } from "@std/assert";
import { EscapeKeys } from "../../../lib/cli/escape_keys.ts";
import { StandardInput } from "../../../lib/cli/standard_input.ts";

Deno.test("StandardInput passes bytes on and lets somebody watch them", async () => {
  const watched: number[] = [];
  using input = new StandardInput({
    source: ReadableStream.from([Uint8Array.of(104, 3), Uint8Array.of(105)]),
    watch: (bytes) => void watched.push(...bytes),
  });
  const seen: number[] = [];
  for await (const bytes of input.bytes) seen.push(...bytes);
  assertEquals(seen, [104, 3, 105]);
  assertEquals(watched, seen);
});

Deno.test("StandardInput gives up a read that waits", async () => {
  let cancelled = false;
  const source = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
  const input = new StandardInput({ source });
  const waiting = input.bytes.getReader().read();
  input[Symbol.dispose]();
  assertEquals((await waiting).done, true);
  assertEquals(cancelled, true);
});

Deno.test("EscapeKeys leaves for two Ctrl-] in a row, also in two pieces", () => {
  const left = (...pieces: number[][]) => {
    const keys = new EscapeKeys();
    for (const piece of pieces) keys.watch(Uint8Array.from(piece));
    return keys.signal.aborted;
  };
  assertEquals(left([0x1d, 0x1d]), true);
  assertEquals(left([65, 0x1d], [0x1d]), true);
  assertEquals(left([0x1d, 65, 0x1d]), false);
});
