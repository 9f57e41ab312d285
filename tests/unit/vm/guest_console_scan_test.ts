import { assertEquals } from "@std/assert";
import { lastLines, scanConsole } from "../../../lib/vm/guest/console_scan.ts";

/** Kinds and texts, which is what the tests are about. */
function found(text: string): [string, string][] {
  return scanConsole(text).map(({ kind, text }) => [kind, text]);
}

Deno.test("scanConsole finds nothing in a quiet boot", () => {
  const boot = `[    0.000000] Linux version 7.2.13+deb14-cloud-amd64
[    0.000000] Command line: console=ttyS0 panic=-1 oops=panic
[    0.003000] RETBleed: WARNING: Spectre v2 mitigation leaves CPU vulnerable
[    0.412345] debug: unmapping init [mem 0x0000000000-0xffff]
[    1.000000] sched_ext: BPF scheduler "simple" enabled
[    2.000000] sched_ext: BPF scheduler "simple" disabled (unregistered from user space)
`;
  assertEquals(found(boot), []);
});

Deno.test("scanConsole names a panic that was asked for", () => {
  const text = `[    3.351000] sysrq: Trigger a crash
[    3.351210] Kernel panic - not syncing: sysrq triggered crash
[    3.351400] CPU: 1 UID: 0 PID: 62 Comm: sh Not tainted 7.2.13+deb14-cloud-amd64 #1 PREEMPT(lazy)
[    3.352000] Call Trace:
[    3.352000]  <TASK>
`;
  assertEquals(scanConsole(text), [
    { kind: "panic", line: 2, text: "Kernel panic - not syncing: sysrq triggered crash" },
  ]);
});

Deno.test("scanConsole names a fault and the panic that it led to", () => {
  const text = `[    9.120000] BUG: kernel NULL pointer dereference, address: 0000000000000008
[    9.120010] #PF: supervisor read access in kernel mode
[    9.120020] Oops: Oops: 0000 [#1] SMP NOPTI
[    9.130000] Kernel panic - not syncing: Fatal exception in interrupt
`;
  assertEquals(found(text).map(([kind]) => kind), ["oops", "oops", "panic"]);
});

Deno.test("scanConsole knows the other faults by their number", () => {
  assertEquals(found("[   1.0] Oops: int3: 0000 [#1] SMP NOPTI").map(([k]) => k), ["oops"]);
  assertEquals(found("[   1.0] divide error: 0000 [#2] PREEMPT SMP").map(([k]) => k), ["oops"]);
  assertEquals(
    found("[ 1.0][  T12] BUG: unable to handle page fault for address: ffffc900").map(([k]) => k),
    ["oops"],
  );
});

Deno.test("scanConsole tells bugs, warnings and stalls apart", () => {
  const text = `[   12.1] kernel BUG at kernel/sched/core.c:123!
[   12.2] BUG: scheduling while atomic: swapper/0/0/0x00000002
[   12.3] WARNING: CPU: 1 PID: 71 at kernel/sched/ext.c:2321 dispatch_enqueue+0x1c0/0x1f0
[   12.4] WARNING: kernel/sched/ext.c:2321 at dispatch_enqueue+0x1c0/0x1f0, CPU#1: stress/71
[   40.0] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [kworker/0:1:12]
[   41.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
[  140.0] INFO: task deno:99 blocked for more than 120 seconds.
`;
  assertEquals(found(text).map(([kind]) => kind), [
    "bug",
    "bug",
    "warning",
    "warning",
    "stall",
    "stall",
    "stall",
  ]);
});

Deno.test("scanConsole tells a machine without memory from a cgroup without memory", () => {
  const text =
    `[    5.1] Out of memory: Killed process 63 (tail) total-vm:401232kB, anon-rss:180000kB
[    6.1] Memory cgroup out of memory: Killed process 70 (worker) total-vm:9000kB
`;
  assertEquals(found(text).map(([kind]) => kind), ["out-of-memory", "cgroup-out-of-memory"]);
});

Deno.test("scanConsole reads serial text with carriage returns and terminal codes", () => {
  const text = "\x1bc\x1b[?7l\x1b[2J[    1.0] Initramfs unpacking failed: write error\r\n";
  assertEquals(found(text), [["unpacking", "Initramfs unpacking failed: write error"]]);
});

Deno.test("lastLines returns the end without empty lines and control characters", () => {
  assertEquals(lastLines("a\r\n\r\nb\x1b[0m\r\nc\r\n", 2), ["b", "c"]);
  assertEquals(lastLines("", 2), []);
});
