import {
  type CheckResult,
  computeCgroupStats,
  excuseTiming,
  type Interference,
  judge,
} from "../check/mod.ts";
import type { Cgroup, RunCgroups } from "../cgroup/mod.ts";
import { formatCpuList } from "../topology/mod.ts";
import { StartGate, WorkloadHandle } from "../workload/mod.ts";
import { hold } from "./hold.ts";
import { InterferenceMeter } from "./interference_meter.ts";
import type { RunContext } from "./run_context.ts";
import type { CgroupSpec, Step } from "./scenario.ts";
import type { CgroupResult } from "./scenario_result.ts";

/** What a step measured and how it was judged. */
export interface StepOutcome {
  readonly cgroups: readonly CgroupResult[];
  readonly checks: readonly CheckResult[];
  /** How long the workers were under load, in ns. */
  readonly loadNs: number;
  /** What the host took meanwhile; `null` when there was no load. */
  readonly interference: Interference | null;
}

interface Loaded {
  readonly cgroup: Cgroup;
  readonly workload: WorkloadHandle;
}

/**
 * Runs one step: makes its cgroups, starts its workers in them, holds, stops, and judges.
 *
 * Everything that the step made is gone when it returns or throws.
 *
 * @param index Position of the step in the scenario.
 */
export async function runStep(
  context: RunContext,
  run: RunCgroups,
  step: Step,
  index: number,
): Promise<StepOutcome> {
  await using resources = new AsyncDisposableStack();
  const gate = resources.use(new StartGate());
  const cgroups = await createCgroups(context, run, step, index);
  resources.defer(() => removeCgroups(cgroups));
  const loaded = await spawnWorkers(context, step, cgroups, gate, resources, index);
  await placeWorkers(context, loaded, index);
  if (context.signal.aborted) {
    return { cgroups: [], checks: [], loadNs: 0, interference: null };
  }

  const meter = new InterferenceMeter();
  gate.release();
  context.enter("hold", countWorkers(loaded), index);
  const loadNs = await hold({
    durationNs: Math.round(context.scenario.durationNs * step.hold),
    intervalMs: context.progressIntervalMs,
    watched: loaded.map(({ cgroup, workload }) => ({
      name: cgroup.name,
      snapshot: () => workload.snapshot(),
    })),
    onProgress: (progress) => context.observer({ type: "progress", progress }),
    signal: context.signal,
  });

  const interference = meter.read();

  context.enter("stop", countWorkers(loaded), index);
  const reports = await Promise.all(loaded.map(({ workload }) => workload.stopAndCollect()));
  context.timeline.stamp(index, "collected", `${reports.flat().length} reports`);
  const evidence = loaded.map(({ cgroup }, i) => ({
    name: cgroup.name,
    allowedCpus: cgroup.cpus(),
    reports: reports[i] ?? [],
  }));
  return {
    cgroups: evidence.map((cgroup) => ({
      name: cgroup.name,
      cpuset: formatCpuList(cgroup.allowedCpus),
      stats: computeCgroupStats(cgroup.reports),
      reports: [...cgroup.reports],
    })),
    checks: excuseTiming(
      evidence.flatMap((cgroup) => judge(cgroup, context.scenario.checks)),
      interference,
    ),
    loadNs,
    interference,
  };
}

async function createCgroups(
  context: RunContext,
  run: RunCgroups,
  step: Step,
  index: number,
): Promise<Cgroup[]> {
  context.enter("cgroups", 0, index);
  const cgroups: Cgroup[] = [];
  try {
    for (const spec of step.cgroups) {
      cgroups.push(await run.add(spec.name, { cpus: spec.cpuset }));
      const cpus = spec.cpuset === null ? "not confined" : `CPUs ${formatCpuList(spec.cpuset)}`;
      context.timeline.stamp(index, "cgroup", `${spec.name}: ${cpus}`);
    }
    return cgroups;
  } catch (error) {
    await removeCgroups(cgroups);
    throw error;
  }
}

async function removeCgroups(cgroups: readonly Cgroup[]): Promise<void> {
  for (const cgroup of cgroups.toReversed()) await cgroup.remove();
}

async function spawnWorkers(
  context: RunContext,
  step: Step,
  cgroups: readonly Cgroup[],
  gate: StartGate,
  resources: AsyncDisposableStack,
  index: number,
): Promise<Loaded[]> {
  context.enter("spawn", step.cgroups.reduce((sum, spec) => sum + plannedWorkers(spec), 0), index);
  const loaded: Loaded[] = [];
  for (const [i, cgroup] of cgroups.entries()) {
    const spec = step.cgroups[i];
    if (spec === undefined || context.signal.aborted) break;
    const workload = resources.use(await spawnFor(spec, context.seed, gate));
    loaded.push({ cgroup, workload });
  }
  return loaded;
}

function spawnFor(spec: CgroupSpec, seed: number, gate: StartGate): Promise<WorkloadHandle> {
  const [primary, ...composed] = spec.work.map((work) => ({
    workType: work.type,
    params: work.params,
    numWorkers: work.workers,
  }));
  if (primary === undefined) throw new Error(`Cgroup "${spec.name}" has no work`);
  return WorkloadHandle.spawn({ ...primary, composed, seed, gate });
}

async function placeWorkers(
  context: RunContext,
  loaded: readonly Loaded[],
  index: number,
): Promise<void> {
  context.enter("place", countWorkers(loaded), index);
  for (const { cgroup, workload } of loaded) {
    const { vanished } = await cgroup.place(workload.workerPids());
    for (const pid of vanished) {
      context.note(`A worker of cgroup "${cgroup.name}" (pid ${pid}) died before the start`);
    }
  }
}

function countWorkers(loaded: readonly Loaded[]): number {
  return loaded.reduce((sum, { workload }) => sum + workload.workerPids().length, 0);
}

function plannedWorkers(spec: CgroupSpec): number {
  return spec.work.reduce((sum, work) => sum + work.workers, 0);
}
