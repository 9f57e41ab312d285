import type { Arguments, OptionSpec } from "./command.ts";
import { GUEST_OPTIONS } from "./guest_options.ts";
import { readCount, readDuration } from "./read_values.ts";

/** Where cgroups are made, for every command that makes or removes some. */
export const CGROUP_ROOT: OptionSpec = {
  name: "cgroup-root",
  value: "PATH",
  help: "Make cgroups below this cgroup directory.",
};

/** Options of `ktstr run`. */
export const RUN_OPTIONS: readonly OptionSpec[] = [
  { name: "duration", value: "TIME", help: "Run the load this long: 5s, 500ms, 1m30s." },
  { name: "workers", value: "N", help: "Start N workers in each work group." },
  { name: "work-type", value: "NAME", help: "Let every worker do this work, with its defaults." },
  { name: "seed", value: "N", help: "Seed of everything random; drawn and printed by default." },
  { name: "repeat", value: "N", help: "Run each scenario N times." },
  {
    name: "reporter",
    value: "NAME[=FILE]",
    repeatable: true,
    help: "Write the result as pretty (default), json or events; FILE - is stdout.",
  },
  { name: "run-dir", value: "DIR", help: "Save results below DIR." },
  { name: "no-save", help: "Save no result." },
  CGROUP_ROOT,
  { name: "vm", help: "Run in a virtual machine instead of here." },
  ...GUEST_OPTIONS,
  { name: "list", help: "List the scenarios and stop." },
  { name: "dry-run", help: "Show what would run and stop." },
];

/** Upper limit of a seed: it is an unsigned 32-bit number, so that every tool can hold it. */
const MAX_SEED = 2 ** 32 - 1;
const MAX_REPEAT = 1_000_000;
const MAX_WORKERS = 65_536;

/** What the options of `ktstr run` say, checked. */
export interface RunOptions {
  readonly durationNs?: number;
  readonly workers?: number;
  readonly workType?: string;
  readonly seed: number;
  readonly repeat: number;
}

/**
 * Reads the options that have a number or a time as their value.
 *
 * @throws {UsageError} If a value is not what the option takes.
 */
export function readRunOptions(args: Arguments): RunOptions {
  const durationNs = readDuration(args, "duration");
  const workers = readCount(args, "workers", 1, MAX_WORKERS);
  const workType = args.value("work-type");
  return {
    ...(durationNs === undefined ? {} : { durationNs }),
    ...(workers === undefined ? {} : { workers }),
    ...(workType === undefined ? {} : { workType }),
    seed: readCount(args, "seed", 0, MAX_SEED) ?? drawSeed(),
    repeat: readCount(args, "repeat", 1, MAX_REPEAT) ?? 1,
  };
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
