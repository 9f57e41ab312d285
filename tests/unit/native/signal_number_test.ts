import { assertEquals, assertThrows } from "@std/assert";
import { constants } from "node:os";
import { describeSignal, signalName, signalNumber } from "../../../lib/native/signal_number.ts";

/** Second names for numbers that have another name here. */
const ALIASES = ["SIGIOT", "SIGPOLL", "SIGUNUSED"];

Deno.test("signalNumber() and signalName() agree with the runtime's own table", () => {
  const known = Object.entries(constants.signals).filter(([name]) => !ALIASES.includes(name));
  assertEquals(known.length, 31);
  for (const [name, number] of known) {
    assertEquals(signalNumber(name as Deno.Signal), number);
    assertEquals(signalName(number), name);
  }
});

Deno.test("signalNumber() takes 0 for the check without a signal", () => {
  assertEquals(signalNumber(0), 0);
  assertEquals(describeSignal(0), "signal 0");
  assertEquals(describeSignal("SIGTERM"), "SIGTERM");
});

Deno.test("signalNumber() refuses a signal that Linux does not have", () => {
  const error = assertThrows(() => signalNumber("SIGBREAK"), RangeError);
  assertEquals(error.message, 'Linux has no signal named "SIGBREAK"');
});

Deno.test("signalName() has a word for real-time signals", () => {
  assertEquals(signalName(40), "signal 40");
});
