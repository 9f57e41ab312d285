import type { z } from "zod";
import type { WorkTypeInfo } from "../workload/mod.ts";
import type { WorkSpec } from "./scenario.ts";
import type { WorkInFile } from "./work_schema.ts";

/**
 * Finds out how many workers each work group of a cgroup has.
 *
 * The number stands in the cgroup when `work` is one type, or in the work group; every group of a
 * list has its own.
 *
 * @param work What stands under `work`.
 * @param ofCgroup `workers` of the cgroup.
 * @param types Work types by name.
 * @param context Takes what is wrong, with paths that begin at the cgroup.
 */
export function resolveWorkers(
  work: WorkInFile,
  ofCgroup: number | undefined,
  types: ReadonlyMap<string, WorkTypeInfo>,
  context: z.RefinementCtx,
): WorkSpec[] {
  const refuse = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const isList = work.form === "list";
  if (isList && ofCgroup !== undefined) {
    refuse(["workers"], 'Every work group of a list has its own "workers": this one has no use');
  }
  return (isList ? work.groups : [work.group]).map(({ type, params, workers }, index) => {
    const inGroup = [...(isList ? ["work", index] : ["work"]), "workers"];
    if (!isList && workers !== undefined && ofCgroup !== undefined) {
      refuse(inGroup, '"workers" stands in the cgroup or in its work, not in both');
    }
    const count = workers ?? (isList ? undefined : ofCgroup);
    const path = workers !== undefined || isList ? inGroup : ["workers"];
    const problem = count === undefined ? "is missing" : misfit(count, types.get(type));
    if (problem !== null) refuse(path, problem);
    return { type, params, workers: count ?? 0 };
  });
}

/**
 * Says why a number of workers does not fit a work type.
 *
 * @returns What the number must be, or `null` when it fits.
 */
export function misfit(workers: number, type: WorkTypeInfo | undefined): string | null {
  if (type === undefined || workers % type.group_size === 0) return null;
  return `must be a multiple of ${type.group_size}, the group size of ${type.name}`;
}
