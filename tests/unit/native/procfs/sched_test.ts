import { assertEquals, assertThrows } from "@std/assert";
import { parseProcSched } from "../../../../lib/native/mod.ts";

const EXAMPLE = `nr_switches : 99 (worker) (4711, #threads: 1)
-------------------------------------------------------------------
se.exec_start                                :       1022836.012246
se.vruntime                                  :           211.760061
se.sum_exec_runtime                          :             0.058177
se.nr_migrations                             :                    2
nr_switches                                  :                    7
nr_voluntary_switches                        :                    4
nr_involuntary_switches                      :                    3
policy                                       :                    0
prio                                         :                  120
current_node=0, numa_group_id=0
`;

Deno.test("parseProcSched() reads the counters, whatever the thread is called", () => {
  assertEquals(parseProcSched(EXAMPLE), {
    nrSwitches: 7,
    nrVoluntarySwitches: 4,
    nrInvoluntarySwitches: 3,
    nrMigrations: 2,
    sumExecRuntimeNs: 58177,
    policy: 0,
    prio: 120,
    extEnabled: null,
  });
});

Deno.test("parseProcSched() tells whether sched_ext has the thread", () => {
  const line = (value: number): string => `ext.enabled                     :        ${value}\n`;
  assertEquals(parseProcSched(EXAMPLE + line(1)).extEnabled, true);
  assertEquals(parseProcSched(EXAMPLE + line(0)).extEnabled, false);
});

Deno.test("parseProcSched() names the number that is missing", () => {
  const text = EXAMPLE.replace(/^se\.nr_migrations.*\n/m, "");
  assertThrows(() => parseProcSched(text), SyntaxError, "se.nr_migrations in sched");
});
