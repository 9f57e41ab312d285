import { assertEquals, assertThrows } from "@std/assert";
import { FRAME_TYPE, FrameError } from "../../../lib/vm/channel/frame.ts";
import { hostFrame, parseGuestMessage } from "../../../lib/vm/channel/messages.ts";

/** Little-endian numbers, each as [bytes, value], with text behind them. */
function payload(numbers: readonly (readonly [1 | 2 | 4 | 8, number])[], text = ""): Uint8Array {
  const bytes: number[] = [];
  for (const [size, value] of numbers) {
    for (let i = 0n; i < size; i++) bytes.push(Number(BigInt(value) >> (8n * i) & 0xffn));
  }
  return new Uint8Array([...bytes, ...new TextEncoder().encode(text)]);
}

Deno.test("parseGuestMessage takes HELLO apart", () => {
  const frame = { type: FRAME_TYPE.HELLO, payload: payload([[4, 32], [8, 5e9]], "7.2.13+deb14") };
  assertEquals(parseGuestMessage(frame), {
    type: "hello",
    cpus: 32,
    sinceBootNs: 5e9,
    kernelRelease: "7.2.13+deb14",
  });
});

Deno.test("parseGuestMessage takes a piece of a file apart", () => {
  const head = payload([[1, 1], [1, 0], [2, 5], [4, 0o644], [8, 2 ** 33]], "a/b.cdata");
  assertEquals(parseGuestMessage({ type: FRAME_TYPE.FILE, payload: head }), {
    type: "file",
    last: true,
    mode: 0o644,
    offset: 2 ** 33,
    name: "a/b.c",
    bytes: new TextEncoder().encode("data"),
  });
});

Deno.test("parseGuestMessage tells the three ends of a command apart", () => {
  const end = (kind: number, value: number, oomKills: number, text = "") =>
    parseGuestMessage({
      type: FRAME_TYPE.EXIT,
      payload: payload([[4, kind], [4, value], [4, oomKills]], text),
    });
  assertEquals(end(0, 3, 0), { type: "exit", result: { kind: "exited", code: 3 }, oomKills: 0 });
  assertEquals(end(1, 9, 2), {
    type: "exit",
    result: { kind: "signalled", signal: 9 },
    oomKills: 2,
  });
  assertEquals(end(2, 2, 0, "Cannot execute it"), {
    type: "exit",
    result: { kind: "not-started", errno: 2, reason: "Cannot execute it" },
    oomKills: 0,
  });
  assertThrows(() => end(3, 0, 0), FrameError, "not known: 3");
});

Deno.test("parseGuestMessage refuses payloads that are too short, and unknown types", () => {
  for (const type of [FRAME_TYPE.HELLO, FRAME_TYPE.HEARTBEAT, FRAME_TYPE.FILE, FRAME_TYPE.EXIT]) {
    assertThrows(
      () => parseGuestMessage({ type, payload: new Uint8Array(7) }),
      FrameError,
      "too short",
    );
  }
  const longName = payload([[1, 0], [1, 0], [2, 100], [4, 0], [8, 0]], "short");
  assertThrows(
    () => parseGuestMessage({ type: FRAME_TYPE.FILE, payload: longName }),
    FrameError,
    "too short",
  );
  assertThrows(
    () => parseGuestMessage({ type: 99, payload: new Uint8Array() }),
    FrameError,
    "type 99",
  );
});

Deno.test("hostFrame builds what init reads", () => {
  assertEquals(hostFrame({ type: "signal", signal: 15 }), {
    type: FRAME_TYPE.SIGNAL,
    payload: payload([[4, 15]]),
  });
  assertEquals(hostFrame({ type: "resize", rows: 24, columns: 300 }), {
    type: FRAME_TYPE.RESIZE,
    payload: payload([[2, 24], [2, 300]]),
  });
  assertEquals(hostFrame({ type: "bye" }), { type: FRAME_TYPE.BYE, payload: new Uint8Array() });
});
