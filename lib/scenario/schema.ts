import { z } from "zod";
import { type CheckLimits, DEFAULT_LIMITS } from "../check/mod.ts";
import type { WorkTypeInfo } from "../workload/mod.ts";
import {
  cpuListField,
  durationField,
  limitField,
  mappingError,
  nameField,
  shareField,
  textField,
  toggleField,
} from "./fields.ts";
import { resolveWorkers } from "./resolve_workers.ts";
import type { CgroupSpec, Scenario, Step } from "./scenario.ts";
import { workersField, workSchema } from "./work_schema.ts";

/** Shorter than this no worker comes to a first checkpoint. */
export const MIN_DURATION_NS = 1_000_000;
/** A day: longer is a slip of the unit. */
export const MAX_DURATION_NS = 86_400_000_000_000;
/** A gap limit above an hour never fails. */
const MAX_GAP_LIMIT_MS = 3_600_000;

/** Shares such as 33.3% do not add up exactly in binary. */
const ROUNDING = 1e-9;

/** A scenario but for the file it came from. */
export type ScenarioInFile = Omit<Scenario, "file">;

/** Keys of the mappings of a scenario file, in the order in which people write them. */
export interface ScenarioKeys {
  readonly scenario: readonly string[];
  readonly step: readonly string[];
  readonly cgroup: readonly string[];
  readonly checks: readonly string[];
}

/** The language of scenario files. */
export interface ScenarioSchema {
  readonly schema: z.ZodType<ScenarioInFile>;
  readonly keys: ScenarioKeys;
}

const schemas = new WeakMap<readonly WorkTypeInfo[], ScenarioSchema>();

/**
 * Gives the schema of scenario files for a set of work types.
 *
 * @param workTypes The types that `work` may name; not empty. The schema of a list is made once.
 */
export function scenarioSchema(workTypes: readonly WorkTypeInfo[]): ScenarioSchema {
  let schema = schemas.get(workTypes);
  if (schema === undefined) {
    schema = makeSchema(workTypes);
    schemas.set(workTypes, schema);
  }
  return schema;
}

function makeSchema(workTypes: readonly WorkTypeInfo[]): ScenarioSchema {
  const byName = new Map(workTypes.map((type) => [type.name, type]));
  const checks = z.strictObject(CHECK_FIELDS, { error: mappingError("of checks") });
  const cgroup = z.strictObject({
    name: nameField(),
    workers: workersField().optional(),
    work: workSchema(workTypes),
    cpuset: cpuListField().optional(),
  }, { error: mappingError("such as { name: cg_0, workers: 2, work: SpinWait }") });
  const step = z.strictObject({
    cgroups: z.array(
      cgroup.transform(({ name, workers, work, cpuset = null }, context): CgroupSpec => ({
        name,
        cpuset,
        work: resolveWorkers(work, workers, byName, context),
      })),
      { error: "must be a list of cgroups" },
    ).min(1, { error: "must hold at least one cgroup" }).superRefine(refuseSameNames),
    hold: shareField().optional(),
  }, { error: mappingError('with "cgroups"') });
  const scenario = z.strictObject({
    name: nameField(),
    description: textField().default(""),
    tags: z.array(nameField(), { error: "must be a list such as [basic]" }).default([]),
    duration: durationField(MIN_DURATION_NS, MAX_DURATION_NS),
    steps: z.array(step, { error: "must be a list of steps" })
      .min(1, { error: "must hold at least one step" }).transform(toSteps),
    checks: checks.default(DEFAULT_LIMITS),
  }, { error: mappingError("with name, duration and steps") });
  return {
    schema: scenario.transform((values) => ({
      name: values.name,
      description: values.description,
      tags: values.tags,
      durationNs: values.duration,
      steps: values.steps,
      checks: values.checks,
    })),
    keys: {
      scenario: Object.keys(scenario.shape),
      step: Object.keys(step.shape),
      cgroup: Object.keys(cgroup.shape),
      checks: Object.keys(checks.shape),
    },
  };
}

const CHECK_FIELDS = {
  not_starved: toggleField().default(DEFAULT_LIMITS.not_starved),
  completed: toggleField().default(DEFAULT_LIMITS.completed),
  isolation: toggleField().default(DEFAULT_LIMITS.isolation),
  max_spread_pct: limitField(DEFAULT_LIMITS.max_spread_pct, "percentage points", 0, 100)
    .default(DEFAULT_LIMITS.max_spread_pct),
  max_gap_ms: limitField(DEFAULT_LIMITS.max_gap_ms, "ms", 0, MAX_GAP_LIMIT_MS)
    .default(DEFAULT_LIMITS.max_gap_ms),
} satisfies Record<keyof CheckLimits, z.ZodType>;

function refuseSameNames(cgroups: readonly CgroupSpec[], context: z.RefinementCtx): void {
  const names = new Set<string>();
  for (const [index, { name }] of cgroups.entries()) {
    if (names.has(name)) {
      const message = `Two cgroups of a step are called "${name}"`;
      context.addIssue({ code: "custom", path: [index, "name"], message });
    }
    names.add(name);
  }
}

interface StepInFile {
  readonly cgroups: readonly CgroupSpec[];
  readonly hold?: number | undefined;
}

function toSteps(steps: readonly StepInFile[], context: z.RefinementCtx): Step[] {
  let total = 0;
  for (const [index, { hold }] of steps.entries()) {
    const path = [index, "hold"];
    if (hold === undefined) {
      // One step holds all the time; how several share it is for the author to say.
      if (steps.length > 1) context.addIssue({ code: "custom", path, message: "is missing" });
      continue;
    }
    total += hold;
    if (total <= 1 + ROUNDING) continue;
    const percent = Number((total * 100).toPrecision(6));
    const message = `The steps up to this one hold ${percent}% of the duration: at most 100%`;
    context.addIssue({ code: "custom", path, message });
    break;
  }
  return steps.map(({ cgroups, hold }) => ({ cgroups, hold: hold ?? 1 }));
}
