import { UsageError } from "../errors/mod.ts";
import { formatDuration } from "../units/mod.ts";
import type { WorkTypeInfo } from "../workload/mod.ts";
import { nearest } from "./nearest.ts";
import type { ParseScenarioOptions } from "./parse_scenario.ts";
import { misfit } from "./resolve_workers.ts";
import type { CgroupSpec, Scenario, WorkSpec } from "./scenario.ts";
import { MAX_DURATION_NS, MIN_DURATION_NS } from "./schema.ts";
import { defaultParams, MAX_WORKERS } from "./work_schema.ts";

/** What the command line changes in a scenario. */
export interface ScenarioOverrides {
  /** `--duration`: how long the load runs, in ns. */
  readonly durationNs?: number;
  /** `--workers`: how many workers each work group has. */
  readonly workers?: number;
  /** `--work-type`: what every worker does, with the type's own defaults. */
  readonly workType?: string;
}

/**
 * Changes a scenario as the command line says.
 *
 * @param scenario The scenario as its file has it; it stays as it is.
 * @param overrides What to change; what is left out stays.
 * @param options Which work types there are.
 * @returns The changed scenario.
 * @throws {UsageError} If a value is out of its range, or a number of workers does not fit a type.
 */
export function overrideScenario(
  scenario: Scenario,
  overrides: ScenarioOverrides,
  options: ParseScenarioOptions,
): Scenario {
  const { durationNs = scenario.durationNs, workers } = overrides;
  if (!(durationNs >= MIN_DURATION_NS && durationNs <= MAX_DURATION_NS)) {
    throw new UsageError(
      `Option --duration takes a time from ${formatDuration(MIN_DURATION_NS)} to ` +
        `${formatDuration(MAX_DURATION_NS)}, not ${formatDuration(durationNs)}`,
    );
  }
  if (
    workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS)
  ) {
    throw new UsageError(
      `Option --workers takes a whole number from 1 to ${MAX_WORKERS}, not ${workers}`,
    );
  }
  const workType = findType(overrides.workType, options.workTypes);
  const changeGroup = (group: WorkSpec, cgroup: CgroupSpec): WorkSpec => {
    const changed = {
      type: workType?.name ?? group.type,
      params: workType === undefined ? group.params : defaultParams(workType),
      workers: workers ?? group.workers,
    };
    refuseMisfit(changed, cgroup, workers !== undefined, options.workTypes);
    return changed;
  };
  return {
    ...scenario,
    durationNs,
    steps: scenario.steps.map((step) => ({
      ...step,
      cgroups: step.cgroups.map((cgroup) => ({
        ...cgroup,
        work: cgroup.work.map((group) => changeGroup(group, cgroup)),
      })),
    })),
  };
}

function findType(
  name: string | undefined,
  workTypes: readonly WorkTypeInfo[],
): WorkTypeInfo | undefined {
  if (name === undefined) return undefined;
  const type = workTypes.find((type) => type.name === name);
  if (type !== undefined) return type;
  const names = workTypes.map((type) => type.name);
  const guess = nearest(name, names);
  const hint = guess === undefined ? `Known: ${names.join(", ")}` : `Did you mean "${guess}"?`;
  throw new UsageError(`Option --work-type: unknown work type "${name}". ${hint}`);
}

function refuseMisfit(
  group: WorkSpec,
  cgroup: CgroupSpec,
  isGiven: boolean,
  workTypes: readonly WorkTypeInfo[],
): void {
  const type = workTypes.find((type) => type.name === group.type);
  const problem = misfit(group.workers, type);
  if (problem === null) return;
  throw new UsageError(
    isGiven
      ? `Option --workers ${problem} in cgroup "${cgroup.name}", not ${group.workers}`
      : `Option --work-type: the number of workers in cgroup "${cgroup.name}" ${problem}, ` +
        `not ${group.workers}. Add --workers`,
  );
}
