import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseProcStat } from "../../../../lib/native/mod.ts";

/** The fields behind the name, as the kernel prints them, each different from its neighbours. */
const FIELDS = "S 1 10 11 0 -1 4194304 101 102 103 104 21 22 23 24 15 -5 3 0 98765 3133440 383 " +
  "18446744073709551615 1 1 0 0 0 0 0 0 0 1 0 0 17 6 40 2 0 0 0 1 2 3 4 5 6 7 0";

Deno.test("parseProcStat() reads each field from its place", () => {
  assertEquals(parseProcStat(`4711 (sleep) ${FIELDS}\n`), {
    pid: 4711,
    comm: "sleep",
    state: "S",
    ppid: 1,
    pgrp: 10,
    session: 11,
    minorFaults: 101,
    majorFaults: 103,
    utimeTicks: 21,
    stimeTicks: 22,
    priority: 15,
    nice: -5,
    numThreads: 3,
    starttimeTicks: 98765,
    processor: 6,
    rtPriority: 40,
    policy: 2,
  });
});

Deno.test("parseProcStat() keeps any name whole", () => {
  fc.assert(fc.property(fc.string({ maxLength: 15 }), (comm) => {
    const stat = parseProcStat(`4711 (${comm}) ${FIELDS}\n`);
    assertEquals([stat.comm, stat.state, stat.policy], [comm, "S", 2]);
  }));
  assertEquals(parseProcStat(`4711 (a) R 1 (b) ${FIELDS}\n`).comm, "a) R 1 (b");
});

Deno.test("parseProcStat() refuses text without a name and text that is cut short", () => {
  assertThrows(() => parseProcStat("4711 sleep S"), SyntaxError, "Cannot find the name");
  assertThrows(() => parseProcStat("4711 (sleep) S 1 10"), SyntaxError, "session in stat");
});
