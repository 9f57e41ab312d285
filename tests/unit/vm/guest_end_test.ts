import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describeEnd } from "../../../lib/vm/guest/describe_end.ts";
import {
  classifyEnd,
  type EndFacts,
  type GuestEnd,
  LEAVE_VALUE,
} from "../../../lib/vm/guest/guest_end.ts";
import { scanConsole } from "../../../lib/vm/guest/console_scan.ts";
import type { CommandResult } from "../../../lib/vm/channel/messages.ts";

/** A guest that ended without a word while nothing else was wrong. */
const SILENT: EndFacts = {
  started: true,
  exit: undefined,
  stopped: undefined,
  qemu: { code: 0, signal: null },
  qemuStderr: "",
  findings: [],
};

/** Status of QEMU after a guest has written to the isa-debug-exit device. */
function debugExit(value: number): EndFacts["qemu"] {
  return { code: 2 * value + 1, signal: null };
}

const PANIC = scanConsole("[ 1.0] Kernel panic - not syncing: Fatal exception");
const OOPS = scanConsole("[ 1.0] Oops: int3: 0000 [#1] SMP NOPTI");
const KILLED = { code: 137, signal: "SIGKILL" };

function end(facts: Partial<EndFacts>): GuestEnd {
  return classifyEnd({ ...SILENT, ...facts });
}

function reported(result: CommandResult, oomKills = 0): Partial<EndFacts> {
  return {
    exit: { type: "exit", result, oomKills },
    qemu: debugExit(LEAVE_VALUE.ORDERLY),
  };
}

Deno.test("classifyEnd takes the reported end, whatever QEMU and the console say", () => {
  const exited = { kind: "exited", code: 3 } as const;
  assertEquals(end(reported(exited)), exited);
  assertEquals(end({ ...reported(exited), qemu: KILLED, findings: [...PANIC, ...OOPS] }), exited);
  assertEquals(end(reported(exited, 5)), exited);
});

Deno.test("classifyEnd calls a command that the kernel killed for memory out of memory", () => {
  const killed = { kind: "signalled", signal: 9 } as const;
  const findings = scanConsole("[ 5.1] Out of memory: Killed process 63 (tail) total-vm:401232kB");
  assertEquals(end({ ...reported(killed, 1), findings }), {
    kind: "out-of-memory",
    message: "Out of memory: Killed process 63 (tail) total-vm:401232kB",
  });
  assertEquals(end(reported(killed, 0)), killed);
  const segv = { kind: "signalled", signal: 11 } as const;
  assertEquals(end(reported(segv, 1)), segv);
});

Deno.test("classifyEnd puts a panic before a hang and before the end of QEMU", () => {
  const panic = { kind: "panic", message: "Fatal exception" } as const;
  assertEquals(end({ findings: PANIC }), panic);
  assertEquals(end({ findings: [...OOPS, ...PANIC], qemu: KILLED }), panic);
  assertEquals(
    end({ findings: PANIC, stopped: { kind: "hang", silentMs: 9 }, qemu: KILLED }),
    panic,
  );
});

Deno.test("classifyEnd calls a panic for lack of memory out of memory", () => {
  const findings = scanConsole("[ 1.0] Kernel panic - not syncing: System is deadlocked on memory");
  assertEquals(end({ findings }).kind, "out-of-memory");
});

Deno.test("classifyEnd names a fault after which the guest did not go on", () => {
  assertEquals(end({ findings: OOPS, stopped: { kind: "hang", silentMs: 9 }, qemu: KILLED }), {
    kind: "oops",
    message: "Oops: int3: 0000 [#1] SMP NOPTI",
  });
});

Deno.test("classifyEnd tells a hang in the boot from one later, and both from a timeout", () => {
  const hang = { kind: "hang", silentMs: 9000 } as const;
  assertEquals(end({ stopped: hang, qemu: KILLED }), { ...hang, phase: "run" });
  assertEquals(end({ stopped: hang, qemu: KILLED, started: false }), { ...hang, phase: "boot" });
  const timeout = { kind: "timeout", limitMs: 5000 } as const;
  assertEquals(end({ stopped: timeout, qemu: KILLED }), timeout);
});

Deno.test("classifyEnd never takes status 0 of QEMU for success", () => {
  assertEquals(end({}), { kind: "powered-off" });
});

Deno.test("classifyEnd tells the ends of QEMU apart", () => {
  assertEquals(end({ qemu: KILLED }), { kind: "qemu-killed", signal: "SIGKILL" });
  assertEquals(end({ qemu: { code: 139, signal: "SIGSEGV" } }).kind, "qemu-crashed");
  assertEquals(
    end({ qemuStderr: "qemu-system-x86_64: terminating on signal 15 from pid 4 (kill)" }),
    { kind: "qemu-killed", signal: "signal 15" },
  );
  const refused = "qemu-system-x86_64: -device x: 'x' is not a valid device model name\n";
  assertEquals(end({ started: false, qemu: { code: 1, signal: null }, qemuStderr: refused }), {
    kind: "qemu-failed",
    code: 1,
    message: refused.trim(),
  });
  assertEquals(end({ qemu: debugExit(LEAVE_VALUE.BROKEN) }).kind, "no-channel");
  assertEquals(end({ qemu: debugExit(LEAVE_VALUE.ORDERLY) }).kind, "channel-damaged");
});

Deno.test("classifyEnd calls an aborted guest aborted, also when its command ended", () => {
  const facts = reported({ kind: "exited", code: 0 });
  assertEquals(end({ ...facts, stopped: { kind: "aborted" } }), { kind: "aborted" });
});

Deno.test("classifyEnd blames the image when the kernel could not unpack it", () => {
  const findings = scanConsole("[ 5.0] Initramfs unpacking failed: write error");
  const nothing = { kind: "not-started", errno: 2, reason: "Cannot open /ktstr/run" } as const;
  assertEquals(end({ ...reported(nothing), findings }).kind, "not-unpacked");
  assertEquals(end({ ...reported({ kind: "exited", code: 0 }), findings }).kind, "exited");
});

Deno.test("leave.h has the numbers of LEAVE_VALUE", async () => {
  const header = await Deno.readTextFile(`${import.meta.dirname}/../../../native/guest/leave.h`);
  const value = (name: string) =>
    Number(new RegExp(`#define ${name}\\s+(0x[0-9a-f]+)`).exec(header)?.[1]);
  assertEquals(value("LEAVE_ORDERLY"), LEAVE_VALUE.ORDERLY);
  assertEquals(value("LEAVE_BROKEN"), LEAVE_VALUE.BROKEN);
});

Deno.test("describeEnd says how each end came about", () => {
  const ends: [GuestEnd, string][] = [
    [{ kind: "exited", code: 3 }, "status 3"],
    [{ kind: "signalled", signal: 11 }, "SIGSEGV (11)"],
    [
      { kind: "not-started", errno: 2, reason: "Cannot execute it: No such file" },
      "Cannot execute",
    ],
    [{ kind: "not-unpacked", message: "write error" }, "more memory"],
    [{ kind: "out-of-memory", message: "Killed process 63" }, "ran out of memory: Killed process"],
    [{ kind: "panic", message: "Fatal exception" }, "panicked: Fatal exception"],
    [{ kind: "oops", message: "Oops: int3" }, "Oops: int3"],
    [
      { kind: "hang", phase: "boot", silentMs: 1500 },
      "did not boot: its init said nothing for 1.5 s",
    ],
    [{ kind: "hang", phase: "run", silentMs: 30_000 }, "hangs: its init has said nothing for 30 s"],
    [{ kind: "timeout", limitMs: 60_000 }, "60 s"],
    [{ kind: "powered-off" }, "powered off"],
    [{ kind: "no-channel" }, "CONFIG_VIRTIO_CONSOLE"],
    [{ kind: "channel-damaged", message: "wrong checksum" }, "wrong checksum"],
    [{ kind: "qemu-killed", signal: "SIGKILL" }, "short of memory"],
    [{ kind: "qemu-crashed", signal: "SIGSEGV" }, "crashed with SIGSEGV"],
    [{ kind: "qemu-failed", code: 1, message: "not a valid device" }, "status 1: not a valid"],
    [{ kind: "aborted" }, "interrupted"],
  ];
  for (const [given, part] of ends) {
    assertStringIncludes(describeEnd(given), part);
    assertMatch(describeEnd(given), /^[A-Z].*[^.]$/);
  }
});
