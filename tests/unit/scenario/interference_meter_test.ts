import { assertAlmostEquals, assertEquals } from "@std/assert";
import { parseCpuTimes } from "../../../lib/scenario/cpu_times.ts";
import {
  acceleratorFrom,
  compareCpuTimes,
  hostCpusFrom,
} from "../../../lib/scenario/interference_meter.ts";

const STAT = `cpu  300 10 100 1500 20 0 5 65 40 0
cpu0 200 10 60 600 20 0 5 5 40 0
cpu3 100 0 40 900 0 0 0 60 0 0
intr 12345 0 9
ctxt 999
`;

Deno.test("parseCpuTimes() reads each CPU by its number, guest time not counted twice", () => {
  assertEquals(
    parseCpuTimes(STAT),
    new Map([
      [0, { busy: 280, steal: 5, total: 900 }],
      [3, { busy: 200, steal: 60, total: 1100 }],
    ]),
  );
  assertEquals(parseCpuTimes("").size, 0);
});

Deno.test("parseCpuTimes() takes a kernel that knows no steal time as without any", () => {
  assertEquals(parseCpuTimes("cpu0 1 2 3 4\n").get(0), { busy: 6, steal: 0, total: 10 });
});

const times = (busy: number, steal: number, total: number) => ({ busy, steal, total });

Deno.test("compareCpuTimes() reports the CPU that lost most, and how many were busy", () => {
  const before = new Map([[0, times(10, 1, 100)], [1, times(20, 2, 100)]]);
  const after = new Map([[0, times(110, 1, 200)], [1, times(70, 27, 200)]]);
  const { stealPct, stealMs, busyCpus } = compareCpuTimes(before, after);
  assertEquals([stealPct, stealMs], [25, 250]);
  assertAlmostEquals(busyCpus ?? NaN, 1.5);
});

Deno.test("compareCpuTimes() leaves out CPUs that came or went, or did not tick", () => {
  const before = new Map([[0, times(1, 0, 100)], [1, times(1, 0, 100)]]);
  const after = new Map([[1, times(1, 0, 100)], [2, times(50, 50, 100)]]);
  assertEquals(compareCpuTimes(before, after), { stealPct: null, stealMs: null, busyCpus: null });
});

Deno.test("compareCpuTimes() takes a counter that stepped back as no loss", () => {
  const { stealPct } = compareCpuTimes(
    new Map([[0, times(1, 9, 100)]]),
    new Map([[0, times(90, 8, 200)]]),
  );
  assertEquals(stealPct, 0);
});

Deno.test("acceleratorFrom() believes the host's word, then the name of the CPU", () => {
  const emulated = "processor\t: 0\nmodel name\t: QEMU TCG CPU version 2.5+\n";
  assertEquals(acceleratorFrom("console=ttyS0 ktstr.accelerator=kvm", ""), "kvm");
  assertEquals(acceleratorFrom("ktstr.accelerator=tcg quiet\n", "model name : Xeon"), "tcg");
  assertEquals(acceleratorFrom("quiet", emulated), "tcg");
  assertEquals(acceleratorFrom("quiet", "model name\t: AMD EPYC\n"), null);
  assertEquals(acceleratorFrom("xktstr.accelerator=kvm ktstr.accelerator=xen", ""), null);
});

Deno.test("hostCpusFrom() reads what the host says of itself", () => {
  assertEquals(hostCpusFrom("quiet ktstr.host_cpus=64\n"), 64);
  assertEquals(hostCpusFrom("quiet ktstr.host_cpus=\n"), null);
});
