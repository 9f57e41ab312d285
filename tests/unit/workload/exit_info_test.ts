import { assertEquals } from "@std/assert";
import { classifyExit } from "../../../lib/workload/exit_info.ts";

Deno.test("classifyExit tells an exit code", () => {
  assertEquals(classifyExit({ kind: "code", code: 3 }, false, ""), { Exited: 3 });
});

Deno.test("classifyExit tells a signal", () => {
  assertEquals(classifyExit({ kind: "signal", signal: 9 }, false, ""), { Signaled: 9 });
});

Deno.test("classifyExit takes the collection's own SIGKILL for a time-out", () => {
  assertEquals(classifyExit({ kind: "signal", signal: 9 }, true, ""), "TimedOut");
});

Deno.test("classifyExit believes another signal after the deadline", () => {
  assertEquals(classifyExit({ kind: "signal", signal: 11 }, true, ""), { Signaled: 11 });
});

Deno.test("classifyExit calls an overdue worker without a known end timed out", () => {
  assertEquals(classifyExit(undefined, true, "silence"), "TimedOut");
});

Deno.test("classifyExit says why nothing was heard", () => {
  assertEquals(classifyExit(undefined, false, "its supervisor died"), {
    WaitFailed: "its supervisor died",
  });
  assertEquals(classifyExit({ kind: "error", text: "ECHILD" }, false, ""), {
    WaitFailed: "ECHILD",
  });
});
