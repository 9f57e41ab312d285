import { readKernelFileOrNull } from "../../lib/native/mod.ts";

/** Long enough to see a compiler or a virtual machine at work. */
const LOOK_MS = 500;
/** Share of the CPUs from which on the figures cannot be trusted to a few percent. */
const QUIET_SHARE = 0.05;

/**
 * Says what a reader needs to know of the machine to judge the figures: its size, its versions, and
 * whether something else keeps it busy.
 */
export async function describeMachine(): Promise<string> {
  const before = readCpuTimes();
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const after = readCpuTimes();
  return `${navigator.hardwareConcurrency} CPUs, Linux ${Deno.osRelease()}, ` +
    `Deno ${Deno.version.deno}, ${describeLoad(before, after)}`;
}

interface CpuTimes {
  readonly idle: number;
  readonly total: number;
}

/** Time of all CPUs since boot, in ticks; what the hypervisor took for others counts as busy. */
function readCpuTimes(): CpuTimes | null {
  const [first = ""] = (readKernelFileOrNull("/proc/stat") ?? "").split("\n");
  // user nice system idle iowait irq softirq steal; the guest times that follow are part of user.
  const ticks = first.split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle, iowait] = ticks;
  if (idle === undefined || iowait === undefined) return null;
  return { idle: idle + iowait, total: ticks.reduce((sum, count) => sum + count, 0) };
}

function describeLoad(before: CpuTimes | null, after: CpuTimes | null): string {
  if (before === null || after === null || after.total === before.total) return "load unknown";
  const busy = 1 - (after.idle - before.idle) / (after.total - before.total);
  const percent = `${Math.round(100 * busy)} %`;
  return busy < QUIET_SHARE
    ? `quiet before the start (CPUs ${percent} busy)`
    : `CPUs ${percent} busy before the start: the figures will be noisy`;
}
