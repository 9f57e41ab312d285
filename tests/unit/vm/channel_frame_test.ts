import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  encodeFrame,
  type Frame,
  FRAME_HEADER_SIZE,
  FRAME_MAX_PAYLOAD,
  FRAME_TYPE,
  FRAME_VERSION,
  FrameDecoder,
  FrameError,
} from "../../../lib/vm/channel/frame.ts";

const frames = fc.array(
  fc.record({
    type: fc.constantFrom(...Object.values(FRAME_TYPE)),
    payload: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 8 },
);

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Cuts bytes at places that are given as fractions. */
function cut(bytes: Uint8Array, fractions: readonly number[]): Uint8Array[] {
  const places = fractions.map((f) => Math.floor(f * bytes.length)).sort((a, b) => a - b);
  return [0, ...places].map((start, i) => bytes.slice(start, places[i] ?? bytes.length));
}

function decode(pieces: readonly Uint8Array[]): Frame[] {
  const decoder = new FrameDecoder();
  const decoded = pieces.flatMap((piece) => decoder.push(piece));
  decoder.end();
  return decoded;
}

Deno.test("FrameDecoder returns the encoded frames however the stream is cut", () => {
  const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
  fc.assert(fc.property(frames, fractions, (sent, places) => {
    const stream = concat(sent.map(({ type, payload }) => encodeFrame(type, payload)));
    assertEquals(decode(cut(stream, places)), sent);
  }));
});

Deno.test("FrameDecoder returns a frame as soon as its last byte is there", () => {
  const stream = encodeFrame(FRAME_TYPE.LOG, new Uint8Array([1, 2, 3]));
  const decoder = new FrameDecoder();
  for (const byte of stream.subarray(0, -1)) {
    assertEquals(decoder.push(new Uint8Array([byte])), []);
  }
  assertEquals(decoder.push(stream.subarray(-1)).length, 1);
});

Deno.test("FrameDecoder notices every single flipped bit", () => {
  const one = fc.record({
    payload: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    place: fc.nat(),
    bit: fc.integer({ min: 0, max: 7 }),
  });
  fc.assert(fc.property(one, ({ payload, place, bit }) => {
    const stream = encodeFrame(FRAME_TYPE.STDOUT, payload);
    const at = place % stream.length;
    stream[at]! ^= 1 << bit;
    // A length that has grown shows only when the stream ends.
    assertThrows(() => decode([stream]), FrameError);
  }));
});

Deno.test("FrameDecoder notices an end within a frame and says that it was one", () => {
  fc.assert(fc.property(fc.nat({ max: 40 }), fc.nat(), (size, place) => {
    const stream = encodeFrame(FRAME_TYPE.STDOUT, new Uint8Array(size));
    const kept = 1 + place % (stream.length - 1);
    const error = assertThrows(() => decode([stream.subarray(0, kept)]), FrameError);
    assert(error.truncated);
  }));
});

Deno.test("FrameDecoder tells where a stream is damaged", () => {
  const good = encodeFrame(FRAME_TYPE.HEARTBEAT, new Uint8Array(8));
  const error = assertThrows(
    () => decode([concat([good, new TextEncoder().encode("panic")])]),
    FrameError,
    `at byte ${good.length}: no frame starts here`,
  );
  assertEquals(error.truncated, false);
});

Deno.test("FrameDecoder refuses another version and a length beyond the limit", () => {
  const other = encodeFrame(FRAME_TYPE.LOG);
  other[4] = FRAME_VERSION + 1;
  assertThrows(() => decode([other]), FrameError, `wanted ${FRAME_VERSION}`);
  const long = encodeFrame(FRAME_TYPE.LOG);
  new DataView(long.buffer).setUint32(8, FRAME_MAX_PAYLOAD + 1, true);
  assertThrows(() => decode([long]), FrameError, "the limit is");
});

Deno.test("FrameDecoder keeps a payload apart from bytes that come later", () => {
  const decoder = new FrameDecoder();
  const [first] = decoder.push(encodeFrame(FRAME_TYPE.STDOUT, new Uint8Array([7])));
  // Enough for any buffer to come round.
  for (let i = 0; i < 200; i++) {
    decoder.push(encodeFrame(FRAME_TYPE.STDOUT, new Uint8Array(1000).fill(8)));
  }
  assertEquals(first!.payload, new Uint8Array([7]));
});

Deno.test("encodeFrame takes the largest payload and refuses a larger one", () => {
  const largest = new Uint8Array(FRAME_MAX_PAYLOAD).fill(5);
  assertEquals(decode([encodeFrame(FRAME_TYPE.FILE, largest)])[0]!.payload, largest);
  assertThrows(
    () => encodeFrame(FRAME_TYPE.FILE, new Uint8Array(FRAME_MAX_PAYLOAD + 1)),
    RangeError,
    "limit",
  );
});

Deno.test("frame.h has the numbers of frame.ts", async () => {
  const header = await Deno.readTextFile(
    `${import.meta.dirname}/../../../native/guest/frame.h`,
  );
  const types = Object.fromEntries(
    [...header.matchAll(/^\tFRAME_([A-Z]+) = (\d+),$/gm)].map(([, name, n]) => [name, Number(n)]),
  );
  assertEquals(types, { ...FRAME_TYPE });
  const constant = (name: string) =>
    new RegExp(`^#define FRAME_${name}\\s+(.+)$`, "m").exec(header)?.[1];
  assertEquals(constant("VERSION"), String(FRAME_VERSION));
  assertEquals(constant("HEADER_SIZE"), String(FRAME_HEADER_SIZE));
  assertEquals(constant("MAX_PAYLOAD"), "(1u << 20)");
  assertEquals(FRAME_MAX_PAYLOAD, 1 << 20);
});
