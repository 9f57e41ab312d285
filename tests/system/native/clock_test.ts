import { assert, assertEquals, assertGreater, assertThrows } from "@std/assert";
import {
  CLOCK,
  clockNs,
  monotonicNs,
  readKernelFile,
  readKernelFileOrNull,
  SyscallError,
} from "../../../lib/native/mod.ts";

/** The kernel's list of timers starts with the time on CLOCK_MONOTONIC. */
const TIMER_LIST = "/proc/timer_list";

const NO_LIST = readKernelFileOrNull(TIMER_LIST) === null
  ? ` (SKIP: cannot read ${TIMER_LIST})`
  : "";

Deno.test(`monotonicNs() agrees with the kernel's list of timers${NO_LIST}`, {
  ignore: NO_LIST !== "",
}, () => {
  const before = monotonicNs();
  const between = Number(/^now at (\d+) nsecs$/m.exec(readKernelFile(TIMER_LIST))?.[1]);
  const after = monotonicNs();
  assert(before < between && between < after, `${before} ${between} ${after}`);
});

Deno.test("clockNs() counts boot time as /proc/uptime does", () => {
  const uptimeMs = (): number =>
    Math.round(Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]) * 1000);
  const before = uptimeMs();
  const bootMs = Number(clockNs(CLOCK.BOOTTIME) / 1_000_000n);
  const after = uptimeMs();
  // The file has hundredths of a second, cut off.
  assert(before <= bootMs && bootMs <= after + 10, `${before} ${bootMs} ${after}`);
});

Deno.test("clockNs() reads wall-clock time as the runtime does", () => {
  const before = Date.now();
  const nowMs = Number(clockNs(CLOCK.REALTIME) / 1_000_000n);
  assert(before <= nowMs && nowMs <= Date.now());
});

Deno.test("clockNs() counts CPU time of the calling thread", () => {
  const before = clockNs(CLOCK.THREAD_CPUTIME_ID);
  let sum = 0;
  for (let i = 0; i < 1_000_000; i++) sum += i % 7;
  assertGreater(sum, 0);
  assertGreater(Number(clockNs(CLOCK.THREAD_CPUTIME_ID) - before), 0);
});

Deno.test("clockNs() refuses a clock that is not there", () => {
  const error = assertThrows(() => clockNs(4711), SyscallError);
  assertEquals(
    error.message,
    "clock_gettime failed: EINVAL (Invalid argument) while reading clock 4711",
  );
});
