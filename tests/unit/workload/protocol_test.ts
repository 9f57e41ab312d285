import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  MessageDecoder,
  ProtocolError,
  type SupervisorMessage,
} from "../../../lib/workload/protocol.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("MessageDecoder reads every kind of message", () => {
  const stream = [
    "spawned 11 12\n",
    "report 1 3\nabc",
    "exit 0 code 3\n",
    "exit 1 signal 9\n",
    "exit 2 error No child processes\n",
    "oversize 4\n",
    "failed EAGAIN fork worker 17 of 64\n",
    "done\n",
  ];
  assertEquals(new MessageDecoder().push(bytes(stream.join(""))), [
    { type: "spawned", pids: [11, 12] },
    { type: "report", index: 1, payload: bytes("abc") },
    { type: "exit", index: 0, outcome: { kind: "code", code: 3 } },
    { type: "exit", index: 1, outcome: { kind: "signal", signal: 9 } },
    { type: "exit", index: 2, outcome: { kind: "error", text: "No child processes" } },
    { type: "oversize", index: 4 },
    { type: "failed", errno: "EAGAIN", text: "fork worker 17 of 64" },
    { type: "done" },
  ]);
});

Deno.test("MessageDecoder does not read messages inside a payload", () => {
  const decoder = new MessageDecoder();
  assertEquals(decoder.push(bytes("report 0 12\ndone\nexit 0\nexit 1")).length, 1);
  assertEquals(decoder.pending, true);
});

Deno.test("MessageDecoder gives the same messages however the stream is cut", () => {
  const message = fc.oneof(
    fc.array(fc.nat(99_999)).map((pids) => `spawned${pids.map((pid) => ` ${pid}`).join("")}\n`),
    fc.tuple(fc.nat(99), fc.uint8Array({ maxLength: 300 })).map(([index, payload]) =>
      [`report ${index} ${payload.length}\n`, payload] as const
    ),
    fc.tuple(fc.nat(99), fc.nat(255)).map(([index, code]) => `exit ${index} code ${code}\n`),
  );
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 64 })), (all, cuts) => {
      const parts = all.flatMap((m) => typeof m === "string" ? [bytes(m)] : [bytes(m[0]), m[1]]);
      const stream = new Uint8Array(parts.flatMap((part) => [...part]));
      const whole = new MessageDecoder().push(stream);
      const decoder = new MessageDecoder();
      const pieces: SupervisorMessage[] = [];
      let at = 0;
      for (let i = 0; at < stream.length; i++) {
        const length = cuts[i % Math.max(1, cuts.length)] ?? 7;
        pieces.push(...decoder.push(stream.slice(at, at + length)));
        at += length;
      }
      assertEquals(pieces, whole);
      assertEquals(whole.length, all.length);
      assertEquals(decoder.pending, false);
    }),
  );
});

Deno.test("MessageDecoder keeps a payload of many megabytes whole", () => {
  const payload = new Uint8Array(5_000_000).map((_, i) => i % 251);
  const decoder = new MessageDecoder();
  const messages = decoder.push(bytes(`report 0 ${payload.length}\n`));
  for (let at = 0; at < payload.length; at += 65_536) {
    messages.push(...decoder.push(payload.subarray(at, at + 65_536)));
  }
  const [message] = messages;
  assert(message?.type === "report" && messages.length === 1);
  assert(message.payload.length === payload.length);
  assert(message.payload.every((byte, i) => byte === payload[i]));
});

for (
  const line of ["hello\n", "exit x code 0\n", "exit 0 maybe 1\n", "exit 0 code\n", "spawned a\n"]
) {
  Deno.test(`MessageDecoder refuses ${JSON.stringify(line)}`, () => {
    assertThrows(() => new MessageDecoder().push(bytes(line)), ProtocolError);
  });
}

Deno.test("MessageDecoder refuses a line without end", () => {
  assertThrows(
    () => new MessageDecoder().push(new Uint8Array(5_000_000).fill(65)),
    ProtocolError,
    "no end",
  );
});
