import { type Cgroup, detectCgroups, RunCgroups } from "../../lib/cgroup/mod.ts";
import { monotonicNs } from "../../lib/native/mod.ts";
import { WorkloadHandle } from "../../lib/workload/mod.ts";
import type { Benchmark, BenchmarkOptions, Comparison, ComparisonTable } from "./benchmark.ts";
import { interleave } from "./interleave.ts";
import { runProgram } from "./run_program.ts";
import { quantile } from "./statistics.ts";

/**
 * How many workers, and how often: the fewer there are, the more one round differs from the next.
 * Five rounds of 2000 take about a minute.
 */
const SIZES: readonly { workers: number; rounds: number }[] = [
  { workers: 1, rounds: 31 },
  { workers: 64, rounds: 15 },
  { workers: 512, rounds: 7 },
  { workers: 2000, rounds: 5 },
];
const QUICK_SIZES: typeof SIZES = [{ workers: 1, rounds: 1 }, { workers: 8, rounds: 1 }];

/** How long all workers are under load together before they are stopped. */
const HOLD_MS = 50;
/** How often to look whether every worker has begun. */
const LOOK_MS = 5;
/** So many workers that spin on few CPUs each wait long for their turn to stop. */
const STOP_DEADLINE_MS = 60_000;

/** One start and stop of a number of workers. */
interface StartFigures {
  readonly spawnNs: number;
  readonly placeNs: number;
  readonly releaseNs: number;
  /** From the release to the first instruction of work, one value a worker. */
  readonly startOffsetsNs: readonly number[];
  readonly stopNs: number;
}

/** What the two-phase start, the verified placement and the collected stop cost. */
export const start: Benchmark = {
  name: "start",
  summary: "Spawn, place, release and stop 1 to 2000 workers, beside a plain C fork loop",
  async *run(options: BenchmarkOptions): AsyncGenerator<ComparisonTable> {
    const program = await options.references.compile("fork_start");
    for (const { workers, rounds } of options.quick ? QUICK_SIZES : SIZES) {
      yield {
        title: `Start and stop of ${workers} spinning ${workers === 1 ? "worker" : "workers"} ` +
          "(lower is better)",
        referenceName: "plain C",
        comparisons: await compare(program, workers, rounds, options.signal),
      };
    }
  },
};

async function compare(
  program: string,
  workers: number,
  rounds: number,
  signal: AbortSignal,
): Promise<Comparison[]> {
  await using run = await RunCgroups.create(detectCgroups(), { cpuset: false });
  const cgroup = run.add("bench");
  const figures = await interleave({
    ours: () => measureOurs(workers, cgroup, signal),
    plain: () => measurePlain(program, workers, cgroup, signal),
  }, { rounds, signal });
  const row = (what: string, pick: (figures: StartFigures) => number): Comparison => ({
    what,
    unit: "ns",
    ours: figures.ours.map(pick),
    reference: figures.plain.map(pick),
  });
  return [
    row("spawn", ({ spawnNs }) => spawnNs),
    row("place", ({ placeNs }) => placeNs),
    row("release", ({ releaseNs }) => releaseNs),
    // Of a single worker all quantiles are the same.
    ...(workers === 1 ? [] : [
      row("start skew p50", ({ startOffsetsNs }) => quantile(startOffsetsNs, 0.5)),
      row("start skew p99", ({ startOffsetsNs }) => quantile(startOffsetsNs, 0.99)),
    ]),
    row(
      workers === 1 ? "start delay" : "start skew max",
      ({ startOffsetsNs }) => quantile(startOffsetsNs, 1),
    ),
    row("stop to last report", ({ stopNs }) => stopNs),
  ];
}

async function measureOurs(
  workers: number,
  cgroup: Cgroup,
  signal: AbortSignal,
): Promise<StartFigures> {
  const beganNs = monotonicNs();
  await using workload = await WorkloadHandle.spawn({ workType: "SpinWait", numWorkers: workers });
  const spawnedNs = monotonicNs();
  const { vanished } = cgroup.place(workload.workerPids());
  const placedNs = monotonicNs();
  workload.start();
  const releasedNs = monotonicNs();

  while (workload.snapshot().some(({ startedNs }) => startedNs === 0)) {
    signal.throwIfAborted();
    await sleep(LOOK_MS);
  }
  await sleep(HOLD_MS);

  const stoppingNs = monotonicNs();
  const reports = await workload.stopAndCollect({ deadlineMs: STOP_DEADLINE_MS });
  const stopNs = monotonicNs() - stoppingNs;
  const lost = reports.filter(({ completed }) => !completed).length + vanished.length;
  if (lost > 0) throw new Error(`${lost} of ${workers} workers did not complete`);
  return {
    spawnNs: spawnedNs - beganNs,
    placeNs: placedNs - spawnedNs,
    releaseNs: releasedNs - placedNs,
    startOffsetsNs: reports.map((report) => report.start_offset_ns),
    stopNs,
  };
}

async function measurePlain(
  program: string,
  workers: number,
  cgroup: Cgroup,
  signal: AbortSignal,
): Promise<StartFigures> {
  const args = [`${workers}`, `${cgroup.path}/cgroup.procs`, `${HOLD_MS}`];
  const figures = JSON.parse(await runProgram(program, args, { signal }));
  return {
    spawnNs: figures.spawn_ns,
    placeNs: figures.place_ns,
    releaseNs: figures.release_ns,
    startOffsetsNs: figures.start_offsets_ns,
    stopNs: figures.stop_ns,
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
