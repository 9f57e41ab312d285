import { UsageError } from "../errors/mod.ts";
import { monotonicNs } from "../native/mod.ts";
import { classifyExit } from "./exit_info.ts";
import { parseReport } from "./parse_report.ts";
import { sentinelReport } from "./sentinel_report.ts";
import { StartGate } from "./start_gate.ts";
import { Supervisor } from "./supervisor.ts";
import type { WorkGroup } from "./work_group.ts";
import type { WorkerReport } from "./worker_report.ts";
import { WorkerSlots, type WorkerSnapshot } from "./worker_slots.ts";

/** What {@linkcode WorkloadHandle.spawn} starts. */
export interface WorkloadConfig extends WorkGroup {
  /** Further groups beside the primary one; they get the group indices 1, 2, … in this order. */
  readonly composed?: readonly WorkGroup[];
  /** Seed of everything random in the workers; 0 by default. */
  readonly seed?: number;
  /** A gate shared with other handles; one of its own by default. */
  readonly gate?: StartGate;
}

/** Options for {@linkcode WorkloadHandle.stopAndCollect}. */
export interface StopAndCollectOptions {
  /** How long all workers together have to hand back their reports, in ms; 5000 by default. */
  readonly deadlineMs?: number;
}

/** How long workers have for their reports: what the slowest healthy machine needs, many times over. */
const DEFAULT_DEADLINE_MS = 5000;
/** How long a supervisor has to report the ends of workers that it has just killed. */
const KILL_GRACE_MS = 1000;

interface Group {
  readonly supervisor: Supervisor;
  readonly slots: WorkerSlots;
  readonly workers: number;
}

/**
 * Worker processes under load: forked and waiting, then running, then collected.
 *
 * The start has two phases. After {@linkcode WorkloadHandle.spawn} every worker exists and is
 * blocked; the caller moves {@linkcode WorkloadHandle.workerPids} to their cgroups; then
 * {@linkcode WorkloadHandle.start} releases all of them with one write, so that the first
 * instruction of work already runs in the right place.
 *
 * @example
 * ```ts ignore
 * await using workload = await WorkloadHandle.spawn({ workType: "SpinWait", numWorkers: 2 });
 * workload.start();
 * await new Promise((done) => setTimeout(done, 1000));
 * const reports = await workload.stopAndCollect();
 * ```
 */
export class WorkloadHandle implements AsyncDisposable {
  readonly #groups: readonly Group[];
  readonly #gate: StartGate;
  #reports: Promise<WorkerReport[]> | null = null;

  private constructor(groups: readonly Group[], gate: StartGate) {
    this.#groups = groups;
    this.#gate = gate;
  }

  /**
   * Forks the workers of every group and waits until all of them are blocked on the gate.
   *
   * @throws {UsageError} If a group has no workers.
   * @throws {UnavailableError} If the worker program is missing or cannot fork.
   */
  static async spawn(config: WorkloadConfig): Promise<WorkloadHandle> {
    const gate = config.gate ?? new StartGate();
    const groups: Group[] = [];
    try {
      for (const [groupIdx, group] of [config, ...config.composed ?? []].entries()) {
        groups.push(await spawnGroup(group, groupIdx, config.seed ?? 0, gate));
      }
      return new WorkloadHandle(groups, gate);
    } catch (error) {
      for (const group of groups) await release(group);
      if (config.gate === undefined) gate[Symbol.dispose]();
      throw error;
    }
  }

  /** Process ids of all workers, by group and index. */
  workerPids(): number[] {
    return this.#groups.flatMap((group) => group.supervisor.workerPids);
  }

  /** Releases the workers; with a shared gate, those of every handle on it. Idempotent. */
  start(): void {
    this.#gate.release();
  }

  /** Looks at every worker at once, by group and index; the workers do not notice. */
  snapshot(): WorkerSnapshot[] {
    return this.#groups.flatMap((group) => group.slots.snapshot());
  }

  /**
   * Stops every worker and collects one report each, by group and index.
   *
   * All workers are told at once and share one deadline. A report that is already in a pipe is
   * read before anything is killed. A worker that hands back none gets a sentinel report, with
   * `exit_info` and all that it had published. Workers that were never started exit without one.
   *
   * @returns The reports; a second call returns the same ones.
   */
  stopAndCollect(options: StopAndCollectOptions = {}): Promise<WorkerReport[]> {
    this.#reports ??= this.#collect(options.deadlineMs ?? DEFAULT_DEADLINE_MS);
    return this.#reports;
  }

  /** Kills what is left, waits for it, and releases the shared memory. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    // A collection in progress reads the shared memory that is about to go.
    await this.#reports?.catch(() => {});
    if (this.#gate.releasedNs === null) this.#gate[Symbol.dispose]();
    await Promise.all(this.#groups.map(release));
  }

  async #collect(deadlineMs: number): Promise<WorkerReport[]> {
    const supervisors = this.#groups.map((group) => group.supervisor);
    const all = Promise.all(supervisors.map((supervisor) => supervisor.finished));
    // Workers that wait at the gate would wait for ever.
    if (this.#gate.releasedNs === null) this.#gate[Symbol.dispose]();
    // The word reaches workers at once; supervisors may have to wait for a CPU among them.
    for (const { slots } of this.#groups) slots.requestStop();
    for (const supervisor of supervisors) supervisor.stop();
    await within(all, deadlineMs);
    const overdue = supervisors.map(aliveWorkers);
    for (const supervisor of supervisors) supervisor.kill();
    await within(all, KILL_GRACE_MS);
    const collectedNs = monotonicNs();
    await Promise.all(supervisors.map((supervisor) => supervisor.destroy()));
    return this.#groups.flatMap((group, groupIdx) =>
      Array.from(
        { length: group.workers },
        (_, index) =>
          this.#report(group, index, overdue[groupIdx]?.has(index) ?? false, collectedNs),
      )
    );
  }

  #report(group: Group, index: number, overdue: boolean, collectedNs: number): WorkerReport {
    const { supervisor, slots } = group;
    const payload = supervisor.payloads.get(index);
    const report = payload === undefined ? null : parseReport(payload);
    if (report !== null) return report;
    const snapshot = slots.snapshot()[index];
    if (snapshot === undefined) throw new Error(`No slot for worker ${index}`);
    return sentinelReport({
      exitInfo: classifyExit(supervisor.outcomes.get(index), overdue, supervisor.silence),
      pid: supervisor.workerPids[index] ?? 0,
      snapshot,
      trace: slots.trace(index),
      releasedNs: this.#gate.releasedNs,
      collectedNs,
    });
  }
}

async function spawnGroup(
  group: WorkGroup,
  groupIdx: number,
  seed: number,
  gate: StartGate,
): Promise<Group> {
  const { numWorkers } = group;
  if (!Number.isInteger(numWorkers) || numWorkers < 1) {
    throw new UsageError(
      `Cannot start ${numWorkers} workers of ${group.workType} (group ${groupIdx}): ` +
        "a group needs a whole number of them, at least 1",
    );
  }
  const slots = new WorkerSlots(numWorkers);
  try {
    const params = Object.entries(group.params ?? {}).flatMap((
      [name, value],
    ) => ["--param", `${name}=${value}`]);
    const supervisor = await Supervisor.spawn({
      args: [
        ...["--work", group.workType],
        ...["--workers", `${numWorkers}`],
        ...["--group-idx", `${groupIdx}`],
        ...["--seed", `${seed}`],
        ...params,
      ],
      slotsFd: slots.fd,
      startFd: gate.readFd,
    });
    gate.enrol(numWorkers, (ns) => slots.setReleased(ns));
    return { supervisor, slots, workers: numWorkers };
  } catch (error) {
    slots[Symbol.dispose]();
    throw error;
  }
}

async function release(group: Group): Promise<void> {
  await group.supervisor.destroy();
  group.slots[Symbol.dispose]();
}

function aliveWorkers(supervisor: Supervisor): Set<number> {
  if (supervisor.ended) return new Set();
  return new Set(supervisor.workerPids.keys().filter((i) => !supervisor.outcomes.has(i)));
}

/** Waits for a promise, but no longer than a time in ms. */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
