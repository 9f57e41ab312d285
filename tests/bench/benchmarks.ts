import type { Benchmark } from "./benchmark.ts";
import { list } from "./list.ts";
import { spin } from "./spin.ts";
import { start } from "./start.ts";

/** All benchmarks, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [spin, start, list];
