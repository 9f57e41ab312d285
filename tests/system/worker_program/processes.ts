/**
 * Processes seen from outside, through `/proc`.
 *
 * @module
 */

/** Waits until `condition` holds; fails loudly when it does not come to hold. */
export async function until(what: string, condition: () => boolean, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Waited ${ms} ms in vain until ${what}`);
    await pause(2);
  }
}

/** Sleeps. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether a process exists, zombies included. */
export function exists(pid: number): boolean {
  try {
    Deno.statSync(`/proc/${pid}`);
    return true;
  } catch {
    return false;
  }
}

/** The state letter of a process (`R`, `S`, `T`, `Z`); empty when there is none. */
export function processState(pid: number): string {
  return /^State:\s+(\S)/m.exec(readProc(pid, "status"))?.[1] ?? "";
}

/** Whether a process can still run: it exists and is no zombie. */
export function alive(pid: number): boolean {
  return !["", "Z", "X"].includes(processState(pid));
}

/** A process's account in `/proc/PID/schedstat`. */
export interface Schedstat {
  readonly cpuTimeNs: number;
  readonly runDelayNs: number;
  readonly runCount: number;
}

/** Reads `/proc/PID/schedstat`. */
export function readSchedstat(pid: number): Schedstat {
  const [cpuTimeNs = NaN, runDelayNs = NaN, runCount = NaN] = readProc(pid, "schedstat")
    .trim().split(" ").map(Number);
  return { cpuTimeNs, runDelayNs, runCount };
}

/** Reads a number out of `/proc/PID/sched`, such as `nr_switches`. */
export function readSched(pid: number, name: string): number {
  const line = readProc(pid, "sched").split("\n").find((line) => line.startsWith(name));
  return Number(line?.split(":")[1] ?? NaN);
}

/** Open descriptors of a process and what they are. */
export function openFiles(pid: number): Map<number, string> {
  const files = new Map<number, string>();
  for (const entry of Deno.readDirSync(`/proc/${pid}/fd`)) {
    files.set(Number(entry.name), Deno.readLinkSync(`/proc/${pid}/fd/${entry.name}`));
  }
  return files;
}

/** Reads `/proc/PID/NAME`; empty when the process is gone. */
export function readProc(pid: number, name: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/${name}`);
  } catch {
    return "";
  }
}

/** Direct children of a process. */
export function childrenOf(pid: number): number[] {
  return readProc(pid, `task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
}

/** Restricts a process to one CPU from outside. */
export async function pinTo(pid: number, cpu: number): Promise<void> {
  const args = ["-p", "-c", String(cpu), String(pid)];
  const { success } = await new Deno.Command("taskset", { args, stdout: "null" }).output();
  if (!success) throw new Error(`Cannot pin ${pid} to CPU ${cpu}`);
}
