import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  decodeSchedAttr,
  encodeSchedAttr,
  SCHED_FLAG,
  SCHED_POLICY,
  type SchedPolicy,
} from "../../../lib/native/sched_attr.ts";

const ns = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const attrs = fc.record({
  policy: fc.constantFrom(...(Object.keys(SCHED_POLICY) as SchedPolicy[])),
  flags: fc.constantFrom(0, SCHED_FLAG.RESET_ON_FORK, SCHED_FLAG.RECLAIM),
  nice: fc.integer({ min: -20, max: 19 }),
  priority: fc.integer({ min: 0, max: 99 }),
  runtimeNs: ns,
  deadlineNs: ns,
  periodNs: ns,
  utilMin: fc.integer({ min: 0, max: 1024 }),
  utilMax: fc.integer({ min: 0, max: 1024 }),
});

Deno.test("decodeSchedAttr() gives back what encodeSchedAttr() was given", () => {
  fc.assert(fc.property(attrs, (attr) => {
    assertEquals(decodeSchedAttr(encodeSchedAttr(attr)), attr);
  }));
});

Deno.test("encodeSchedAttr() lays the fields out as the kernel does", () => {
  const view = encodeSchedAttr({ policy: "SCHED_RR", nice: -1, priority: 7, runtimeNs: 1 });
  assertEquals([...new Uint8Array(view.buffer, 0, 32)], [
    ...[56, 0, 0, 0, 2, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0],
    ...[255, 255, 255, 255, 7, 0, 0, 0],
    ...[1, 0, 0, 0, 0, 0, 0, 0],
  ]);
});

Deno.test("encodeSchedAttr() refuses a time with a fraction", () => {
  assertThrows(() => encodeSchedAttr({ policy: "SCHED_DEADLINE", runtimeNs: 0.5 }), RangeError);
});

Deno.test("decodeSchedAttr() refuses a policy without a name", () => {
  const view = encodeSchedAttr({ policy: "SCHED_OTHER" });
  view.setUint32(4, 99, true);
  assertThrows(() => decodeSchedAttr(view), RangeError, "policy 99");
});
