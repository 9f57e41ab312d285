import { z } from "zod";
import type { WorkTypeInfo, WorkTypeParam } from "../workload/mod.ts";
import { countField, durationField, mappingError, sizeField } from "./fields.ts";

/** Most workers of a cgroup: more is a slip, and each takes a page of shared memory and a pid. */
export const MAX_WORKERS = 65_536;

/** A work group whose number of workers may still have to come from its cgroup. */
export interface GroupInFile {
  readonly type: string;
  readonly params: Readonly<Record<string, number>>;
  readonly workers: number | undefined;
}

/** What stands under `work`, whichever of its three forms it has. */
export type WorkInFile =
  | { readonly form: "one"; readonly group: GroupInFile }
  | { readonly form: "list"; readonly groups: readonly GroupInFile[] };

/** How many workers a cgroup or a work group has. */
export function workersField(): z.ZodType<number, number> {
  return countField(1, MAX_WORKERS);
}

/**
 * Makes the schema of `work`: a type's name, a mapping with the type and its parameters, or a list
 * of such mappings.
 *
 * @param workTypes The types that exist; not empty.
 */
export function workSchema(workTypes: readonly WorkTypeInfo[]): z.ZodType<WorkInFile> {
  const byName = new Map(workTypes.map((type) => [type.name, type]));
  const name = z.enum(workTypes.map((type) => type.name));
  const [first, ...others] = workTypes.map(groupSchema);
  if (first === undefined) throw new TypeError("There is no work type");
  const group = z.discriminatedUnion("type", [first, ...others], {
    error: mappingError("such as { type: SpinWait, workers: 2 }"),
  }).transform((values) => toGroup(values, byName));
  const error =
    "must be the name of a work type, a mapping with its parameters, or a list of those";
  return z.union([
    name.transform((type): WorkInFile => ({ form: "one", group: toGroup({ type }, byName) })),
    group.transform((group): WorkInFile => ({ form: "one", group })),
    z.array(group).min(1, { error: "must hold at least one work group" })
      .transform((groups): WorkInFile => ({ form: "list", groups })),
  ], { error });
}

function groupSchema(type: WorkTypeInfo) {
  const params = type.params.map((param) => [param.name, paramField(param).optional()]);
  return z.strictObject({
    type: z.literal(type.name),
    workers: workersField().optional(),
    ...Object.fromEntries(params) as Record<string, z.ZodOptional<z.ZodType<number>>>,
  });
}

function paramField(param: WorkTypeParam): z.ZodType<number> {
  switch (param.kind) {
    case "count":
      return countField(param.min, param.max);
    case "duration":
      return durationField(param.min, param.max);
    case "size":
      return sizeField(param.min, param.max);
  }
}

function toGroup(
  values: { readonly type: string; readonly [name: string]: unknown },
  byName: ReadonlyMap<string, WorkTypeInfo>,
): GroupInFile {
  const { type, workers, ...given } = values;
  return {
    type,
    params: { ...defaultParams(byName.get(type)), ...given as Record<string, number> },
    workers: workers as number | undefined,
  };
}

/** Every parameter of a type with its default. */
export function defaultParams(type: WorkTypeInfo | undefined): Record<string, number> {
  return Object.fromEntries((type?.params ?? []).map((param) => [param.name, param.default]));
}
