import { assertEquals, assertThrows } from "@std/assert";
import { parseSchedstat } from "../../../../lib/native/mod.ts";

Deno.test("parseSchedstat() reads CPU time, run delay and run count", () => {
  assertEquals(parseSchedstat("65127 1200 3\n"), {
    cpuTimeNs: 65127,
    runDelayNs: 1200,
    runCount: 3,
  });
});

Deno.test("parseSchedstat() refuses a line that is cut short", () => {
  assertThrows(() => parseSchedstat("65127 1200\n"), SyntaxError, "run count in schedstat");
});
