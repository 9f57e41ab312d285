import { assertEquals } from "@std/assert";
import {
  type ConsoleFinding,
  type GuestEnd,
  guestExitStatus,
  type GuestOutcome,
  isCommandEnd,
} from "../../../lib/vm/mod.ts";

function outcome(end: GuestEnd, findings: ConsoleFinding[] = []): GuestOutcome {
  return { end, findings, oomKills: 0, consoleTail: [], hello: null, bootMs: null, totalMs: 0 };
}

const finding = (kind: ConsoleFinding["kind"]): ConsoleFinding => ({ kind, line: 1, text: "x" });

/** Every end, and its status. */
const STATUS: readonly (readonly [GuestEnd, number])[] = [
  [{ kind: "exited", code: 0 }, 0],
  [{ kind: "exited", code: 3 }, 3],
  [{ kind: "signalled", signal: 9 }, 137],
  [{ kind: "not-started", errno: 2, reason: "" }, 127],
  [{ kind: "not-started", errno: 13, reason: "" }, 126],
  [{ kind: "aborted" }, 130],
  [{ kind: "not-unpacked", message: "" }, 69],
  [{ kind: "out-of-memory", message: "" }, 69],
  [{ kind: "no-channel" }, 69],
  [{ kind: "qemu-failed", code: 1, message: "" }, 69],
  [{ kind: "qemu-killed", signal: "SIGKILL" }, 69],
  [{ kind: "panic", message: "" }, 70],
  [{ kind: "oops", message: "" }, 70],
  [{ kind: "hang", phase: "run", silentMs: 1 }, 70],
  [{ kind: "timeout", limitMs: 1 }, 70],
  [{ kind: "powered-off" }, 70],
  [{ kind: "channel-damaged", message: "" }, 70],
  [{ kind: "qemu-crashed", signal: "SIGSEGV" }, 70],
];

Deno.test("guestExitStatus knows every end of a guest", () => {
  for (const [end, status] of STATUS) assertEquals(guestExitStatus(outcome(end)), status, end.kind);
});

Deno.test("guestExitStatus does not trust a command in a kernel that had a fault", () => {
  for (const kind of ["oops", "bug"] as const) {
    assertEquals(guestExitStatus(outcome({ kind: "exited", code: 0 }, [finding(kind)])), 70);
    assertEquals(guestExitStatus(outcome({ kind: "aborted" }, [finding(kind)])), 130);
  }
});

Deno.test("guestExitStatus leaves a command its status when the kernel only warned", () => {
  for (const kind of ["warning", "stall", "cgroup-out-of-memory"] as const) {
    assertEquals(guestExitStatus(outcome({ kind: "exited", code: 0 }, [finding(kind)])), 0);
  }
});

Deno.test("isCommandEnd is true for the command's own ends alone", () => {
  const own = STATUS.filter(([end]) => isCommandEnd(end)).map(([end]) => end.kind);
  assertEquals(own, ["exited", "exited", "signalled"]);
});
