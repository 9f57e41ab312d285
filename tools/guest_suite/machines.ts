import { MACHINE_PRESETS } from "../../lib/topology/mod.ts";

/** A machine of the guest suite. */
export interface SuiteMachine {
  /** What it is called on the screen and by `--machine`. */
  readonly name: string;
  /** What `--topology` takes. */
  readonly topology: string;
  /** Test files and folders that run in it; with none, what `ktstr topo` reads is compared. */
  readonly tests: readonly string[];
}

/** Which machines are booted. */
export type SuiteSize = "quick" | "full" | "large";

/** CPUs up to which a preset is part of every full run. */
const LARGEST_CPUS = 32;

/** Every test. */
const ALL: readonly string[] = ["tests/guest"];

/** The tests that depend on how many CPUs there are and what they share. */
const MAIN_JOB: readonly string[] = [
  "tests/guest/main_job_test.ts",
  "tests/guest/topology_test.ts",
];

/** Two machines for every day: the smallest with everything, and two NUMA nodes. */
const QUICK: readonly SuiteMachine[] = [
  { name: "2-cpus", topology: "1n1l2c1t", tests: ALL },
  { name: "numa2", topology: "2n2l2c1t", tests: MAIN_JOB },
];

/** What the presets do not have, and the presets that the tests run in. */
const FULL: readonly SuiteMachine[] = [
  { name: "1-cpu", topology: "1n1l1c1t", tests: MAIN_JOB },
  ...QUICK,
  { name: "smt-2llc", topology: "smt-2llc", tests: MAIN_JOB },
  { name: "medium-4llc", topology: "medium-4llc", tests: MAIN_JOB },
  {
    name: "numa2-memory",
    topology: "2n2l2c1t,memory-node=256MiB,distances=10:15:40/15:10:50/40:50:10",
    tests: [],
  },
];

/**
 * The machines that are booted, in that order.
 *
 * A full run has tests on 1, 2, 8 and 32 CPUs and on two NUMA nodes, and every preset up to 32
 * CPUs; a large run has the other presets.
 */
export function suiteMachines(size: SuiteSize): readonly SuiteMachine[] {
  if (size === "quick") return QUICK;
  const presets = MACHINE_PRESETS
    .filter(({ cpus }) => size === "large" ? cpus > LARGEST_CPUS : cpus <= LARGEST_CPUS)
    .map(({ name }): SuiteMachine => ({ name, topology: name, tests: [] }));
  if (size === "large") return presets;
  return [...FULL, ...presets.filter(({ name }) => FULL.every((machine) => machine.name !== name))];
}
