import type { ReferencePrograms } from "./reference_programs.ts";

/** What a benchmark is given. */
export interface BenchmarkOptions {
  /** A smoke run: as few and as short rounds as still give every figure, which then mean little. */
  readonly quick: boolean;
  /** The plain C programs to compare with. */
  readonly references: ReferencePrograms;
  /** Ends the benchmark early; it throws the signal's reason and leaves nothing behind. */
  readonly signal: AbortSignal;
}

/** One measure, taken of ktstr and of something to compare it with, in the same rounds. */
export interface Comparison {
  /** What was measured; at most 24 characters. */
  readonly what: string;
  /** Whether the figures are times in ns or rates per second. */
  readonly unit: "ns" | "per second";
  /** The figures of ktstr, by round. */
  readonly ours: readonly number[];
  /** The figures of the reference, by round. */
  readonly reference: readonly number[];
  /** The smallest median ratio that is wanted; none by default. */
  readonly wantedRatio?: number;
}

/** Comparisons that are shown together. */
export interface ComparisonTable {
  /** What all of them have in common. */
  readonly title: string;
  /** What they are compared with, as the title of a column. */
  readonly referenceName: string;
  readonly comparisons: readonly Comparison[];
}

/** A benchmark: one file, listed in `benchmarks.ts`. */
export interface Benchmark {
  /** What it is called on the command line. */
  readonly name: string;
  /** What it measures and what that is compared with, in one line. */
  readonly summary: string;
  /** Measures. The tables come one by one, so that those before an error are not lost. */
  run(options: BenchmarkOptions): AsyncIterable<ComparisonTable>;
}
