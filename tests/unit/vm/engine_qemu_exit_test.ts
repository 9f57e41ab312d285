import { assertEquals } from "@std/assert";
import { classifyQemuExit } from "../../../lib/vm/engine/qemu_exit.ts";

const exited = (code: number) => ({ code, signal: null });

Deno.test("classifyQemuExit() gives back what the guest wrote to the exit port", () => {
  assertEquals(classifyQemuExit(exited(85), ""), { kind: "debug-exit", value: 0x2a });
  assertEquals(classifyQemuExit(exited(3), ""), { kind: "debug-exit", value: 1 });
  assertEquals(classifyQemuExit(exited(255), ""), { kind: "debug-exit", value: 127 });
});

Deno.test("classifyQemuExit() takes status 0 for a power off", () => {
  assertEquals(classifyQemuExit(exited(0), ""), { kind: "powered-off" });
});

Deno.test("classifyQemuExit() takes status 1 for QEMU's own word", () => {
  assertEquals(classifyQemuExit(exited(1), "qemu: no\n"), {
    kind: "failed",
    code: 1,
    message: "qemu: no",
  });
});

Deno.test("classifyQemuExit() does not take setpriv's failure for the guest's word", () => {
  const stderr = "setpriv: failed to execute qemu: No such file or directory";
  assertEquals(classifyQemuExit(exited(127), stderr), {
    kind: "failed",
    code: 127,
    message: stderr,
  });
});

Deno.test("classifyQemuExit() names the signal, also one that QEMU has caught", () => {
  assertEquals(classifyQemuExit({ code: 137, signal: "SIGKILL" }, ""), {
    kind: "killed",
    signal: "SIGKILL",
  });
  const stderr = "qemu-system-x86_64: terminating on signal 15 from pid 1 (timeout)";
  assertEquals(classifyQemuExit(exited(0), stderr), { kind: "killed", signal: "signal 15" });
});
