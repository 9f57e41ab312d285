import { assertEquals, assertThrows } from "@std/assert";
import { parseProcStatus } from "../../../../lib/native/mod.ts";

const EXAMPLE = `Name:\tweird: name
State:\tS (sleeping)
Tgid:\t4711
Pid:\t4712
PPid:\t1
Threads:\t2
NoNewPrivs:\t1
Cpus_allowed:\tff
Cpus_allowed_list:\t0-3,8
Mems_allowed_list:\t0
voluntary_ctxt_switches:\t10
nonvoluntary_ctxt_switches:\t3
`;

Deno.test("parseProcStatus() reads names, ids, lists and switches", () => {
  assertEquals(parseProcStatus(EXAMPLE), {
    name: "weird: name",
    state: "S",
    tgid: 4711,
    pid: 4712,
    ppid: 1,
    threads: 2,
    cpusAllowedList: "0-3,8",
    memsAllowedList: "0",
    voluntaryCtxtSwitches: 10,
    nonvoluntaryCtxtSwitches: 3,
    noNewPrivs: true,
  });
});

Deno.test("parseProcStatus() does without NoNewPrivs on kernels that do not tell", () => {
  assertEquals(parseProcStatus(EXAMPLE.replace("NoNewPrivs:\t1\n", "")).noNewPrivs, null);
});

Deno.test("parseProcStatus() names the field that is missing", () => {
  const text = EXAMPLE.replace(/^Cpus_allowed_list.*\n/m, "");
  assertThrows(() => parseProcStatus(text), SyntaxError, "Cpus_allowed_list");
});
