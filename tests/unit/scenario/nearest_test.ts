import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { nearest } from "../../../lib/scenario/mod.ts";

const NAMES = ["SpinWait", "YieldHeavy", "Mixed", "FutexPingPong", "FutexFanOut"];

Deno.test("nearest() forgives a missing, an added, a wrong and a swapped letter", () => {
  for (const typed of ["SpinWat", "SpinWaait", "SpinWeit", "SpinWiat", "spinwait"]) {
    assertEquals(nearest(typed, NAMES), "SpinWait", typed);
  }
  assertEquals(nearest("FutexPinPong", NAMES), "FutexPingPong");
  assertEquals(nearest("on", ["no"]), "no");
});

Deno.test("nearest() names nothing that is not near", () => {
  for (const typed of ["", "x", "Juggle", "Spin"]) assertEquals(nearest(typed, NAMES), undefined);
  assertEquals(nearest("a", ["b"]), undefined);
  assertEquals(nearest("abc", []), undefined);
});

Deno.test("nearest() prefers fewer slips, then the first", () => {
  assertEquals(nearest("cat", ["cart", "cat", "bat"]), "cat");
  assertEquals(nearest("cat", ["bat", "rat"]), "bat");
});

Deno.test("nearest() finds every name by itself and by one dropped letter", () => {
  const name = fc.constantFrom(...NAMES);
  fc.assert(fc.property(name, fc.nat(), (name, at) => {
    const dropped = name.slice(0, at % name.length) + name.slice(at % name.length + 1);
    return nearest(name, NAMES) === name && nearest(dropped, NAMES) === name;
  }));
});

Deno.test("nearest() answers at once for very long words", () => {
  assertEquals(nearest("x".repeat(1_000_000), [...NAMES, "x".repeat(1_000_000)]), undefined);
});
