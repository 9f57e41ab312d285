import { join } from "@std/path";
import { getAffinity } from "../../lib/native/mod.ts";
import type { Benchmark, BenchmarkOptions, Comparison, ComparisonTable } from "./benchmark.ts";
import { interleave } from "./interleave.ts";
import { runProgram } from "./run_program.ts";

const WORKER = join(import.meta.dirname ?? ".", "..", "..", "build", "ktstr-worker");

/**
 * Long enough that what a worker does around its loop (0.1 ms) does not count; short enough that
 * both sides of a round find the CPU at the same speed, which changes by some percent in a second.
 */
const ROUND_MS = 150;
/** One round differs from the next by 2 %, so the median is good to about 0.3 %; takes a minute. */
const ROUNDS = 61;
const QUICK_ROUND_MS = 50;

/** Work types and the C program that has the same body. */
const PAIRS: readonly { workType: string; reference: string; wantedRatio?: number }[] = [
  { workType: "SpinWait", reference: "spin", wantedRatio: 0.98 },
  { workType: "YieldHeavy", reference: "yield" },
];

/** What the telemetry of a worker costs the work itself. */
export const spin: Benchmark = {
  name: "spin",
  summary: "Work per CPU-second of SpinWait and YieldHeavy, beside bare C loops of the same body",
  async *run(options: BenchmarkOptions): AsyncGenerator<ComparisonTable> {
    const comparisons: Comparison[] = [];
    for (const pair of PAIRS) comparisons.push(await compare(pair, options));
    yield {
      title: "Work units per CPU-second (higher is better)",
      referenceName: "bare C loop",
      comparisons,
    };
  },
};

async function compare(
  { workType, reference, wantedRatio }: typeof PAIRS[number],
  { quick, references, signal }: BenchmarkOptions,
): Promise<Comparison> {
  const program = await references.compile(reference);
  const ms = quick ? QUICK_ROUND_MS : ROUND_MS;
  // CPUs of a virtual machine are not equally fast. The last one has the fewest interrupts.
  const cpu = getAffinity(0).at(-1) ?? 0;
  const workerArgs = ["--work", workType, "--workers", "1", "--duration", `${ms}ms`];
  const { ours, bare } = await interleave({
    ours: async () => workRate(await runProgram(WORKER, workerArgs, { cpu, signal })),
    bare: async () => workRate(await runProgram(program, [`${ms}`], { cpu, signal })),
  }, { rounds: quick ? 1 : ROUNDS, signal });
  return {
    what: workType,
    unit: "per second",
    ours,
    reference: bare,
    ...(wantedRatio === undefined ? {} : { wantedRatio }),
  };
}

/** Reads a worker's report, or what a reference prints in its likeness. */
function workRate(report: string): number {
  const { work_units: workUnits, cpu_time_ns: cpuTimeNs } = JSON.parse(report);
  return workUnits / (cpuTimeNs / 1e9);
}
