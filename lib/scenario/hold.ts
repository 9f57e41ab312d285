import { monotonicNs } from "../native/mod.ts";
import type { WorkerSnapshot } from "../workload/mod.ts";
import type { CgroupProgress, Progress } from "./run_event.ts";

const NS_PER_MS = 1e6;
const NS_PER_SEC = 1e9;

/** A loaded cgroup, as far as watching it needs. */
export interface Watched {
  readonly name: string;
  snapshot(): WorkerSnapshot[];
}

/** Options for {@linkcode hold}. */
export interface HoldOptions {
  /** How long to hold, in ns. */
  readonly durationNs: number;
  /** How often to look at the workers, in ms. */
  readonly intervalMs: number;
  readonly watched: readonly Watched[];
  readonly onProgress: (progress: Progress) => void;
  /** Ends the hold early. */
  readonly signal: AbortSignal;
}

/**
 * Lets the workers run for a time, and looks at them now and then.
 *
 * @returns How long it really was, in ns.
 */
export async function hold(options: HoldOptions): Promise<number> {
  const beganNs = monotonicNs();
  let earlier = observe(options.watched);
  while (!options.signal.aborted) {
    const leftNs = options.durationNs - (monotonicNs() - beganNs);
    if (leftNs <= 0) break;
    await sleep(Math.min(options.intervalMs, Math.ceil(leftNs / NS_PER_MS)), options.signal);
    const now = observe(options.watched);
    options.onProgress({
      elapsedNs: now.atNs - beganNs,
      durationNs: options.durationNs,
      cgroups: options.watched.map((cgroup, i) => progressOf(cgroup.name, i, earlier, now)),
    });
    earlier = now;
  }
  return monotonicNs() - beganNs;
}

interface Observation {
  readonly atNs: number;
  readonly workers: readonly (readonly WorkerSnapshot[])[];
}

function observe(watched: readonly Watched[]): Observation {
  return { atNs: monotonicNs(), workers: watched.map((cgroup) => cgroup.snapshot()) };
}

function progressOf(
  name: string,
  i: number,
  before: Observation,
  now: Observation,
): CgroupProgress {
  const workers = now.workers[i] ?? [];
  const done = iterations(workers) - iterations(before.workers[i] ?? []);
  const running = workers.filter((worker) => worker.state === "RUNNING");
  return {
    name,
    workers: workers.length,
    iterationsPerSec: done * NS_PER_SEC / Math.max(1, now.atNs - before.atNs),
    cpus: [...new Set(running.map((worker) => worker.lastCpu))].sort((a, b) => a - b),
  };
}

function iterations(workers: readonly WorkerSnapshot[]): number {
  return workers.reduce((sum, worker) => sum + worker.iterations, 0);
}

/** Waits for a time in ms, or until the signal is aborted. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = () => resolve();
  const timer = setTimeout(wake, ms);
  signal.addEventListener("abort", wake);
  await promise;
  signal.removeEventListener("abort", wake);
  clearTimeout(timer);
}
