import type { Interference } from "../check/mod.ts";
import { readKernelFileOrNull } from "../native/mod.ts";
import { type CpuTimes, parseCpuTimes } from "./cpu_times.ts";

/** Length of a tick of `/proc/stat` in ms; the kernel shows 100 a second whatever it counts in. */
const MS_PER_TICK = 10;

/** Words on a guest's kernel command line with which the host says what the guest cannot know. */
const ACCELERATOR_WORD = /(?:^|\s)ktstr\.accelerator=(kvm|tcg)(?:\s|$)/;
const HOST_CPUS_WORD = /(?:^|\s)ktstr\.host_cpus=(\d+)(?:\s|$)/;

/** Measures what comes between the scheduler and its CPUs, from its creation on. */
export class InterferenceMeter {
  readonly #before = readCpuTimes();

  /** What happened until now. */
  read(): Interference {
    return {
      accelerator: readAccelerator(),
      hostCpus: hostCpusFrom(readKernelFileOrNull("/proc/cmdline") ?? ""),
      ...compareCpuTimes(this.#before, readCpuTimes()),
    };
  }
}

/** Reads what runs the instructions of this machine, if it is a guest and tells. */
export function readAccelerator(): Interference["accelerator"] {
  return acceleratorFrom(
    readKernelFileOrNull("/proc/cmdline") ?? "",
    readKernelFileOrNull("/proc/cpuinfo") ?? "",
  );
}

/**
 * Finds out what runs the instructions of a machine.
 *
 * @param cmdline The kernel's command line; a guest of ktstr has it there.
 * @param cpuinfo Content of `/proc/cpuinfo`; QEMU's emulation gives itself away by its name.
 * @returns `null` where neither tells.
 */
export function acceleratorFrom(cmdline: string, cpuinfo: string): Interference["accelerator"] {
  const word = ACCELERATOR_WORD.exec(cmdline)?.[1];
  if (word === "kvm" || word === "tcg") return word;
  return /^model name\s*:\s*QEMU TCG CPU\b/m.test(cpuinfo) ? "tcg" : null;
}

/**
 * Finds out how many CPUs of the host a guest runs on.
 *
 * @param cmdline The kernel's command line.
 */
export function hostCpusFrom(cmdline: string): number | null {
  const word = HOST_CPUS_WORD.exec(cmdline)?.[1];
  return word === undefined ? null : Number(word);
}

/**
 * Works out what the host took between two readings of `/proc/stat`.
 *
 * @param before The earlier one, by number of the CPU.
 * @param after The later one; CPUs that are in one of them only do not count.
 */
export function compareCpuTimes(
  before: ReadonlyMap<number, CpuTimes>,
  after: ReadonlyMap<number, CpuTimes>,
): Pick<Interference, "stealPct" | "stealMs" | "busyCpus"> {
  const grown = [...after].flatMap(([cpu, now]) => {
    const then = before.get(cpu);
    if (then === undefined || now.total <= then.total) return [];
    const total = now.total - then.total;
    // A tick can be moved between idle and the rest after the fact: the counters may step back.
    const steal = Math.max(0, now.steal - then.steal);
    return [{ stealPct: 100 * steal / total, steal, busy: (now.busy - then.busy) / total }];
  });
  if (grown.length === 0) return { stealPct: null, stealMs: null, busyCpus: null };
  return {
    stealPct: Math.max(...grown.map(({ stealPct }) => stealPct)),
    stealMs: MS_PER_TICK * Math.max(...grown.map(({ steal }) => steal)),
    busyCpus: grown.reduce((sum, { busy }) => sum + busy, 0),
  };
}

function readCpuTimes(): Map<number, CpuTimes> {
  return parseCpuTimes(readKernelFileOrNull("/proc/stat") ?? "");
}
