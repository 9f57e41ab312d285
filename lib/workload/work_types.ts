import { z } from "zod";
import { WORKER_TABLE_PATH } from "./worker_program.ts";
import { readWorkerTable, unreadableTable } from "./worker_table.ts";

/** One parameter of a work type. */
export interface WorkTypeParam {
  /** Name, as scenario files and the worker program's `--param` write it. */
  readonly name: string;
  /** What its number means: a count, a time in ns, or a size in bytes. */
  readonly kind: "count" | "duration" | "size";
  /** Value where the scenario says nothing. */
  readonly default: number;
  /** Lowest value. */
  readonly min: number;
  /** Highest value. */
  readonly max: number;
  /** What it changes, in one sentence. */
  readonly help: string;
}

/**
 * One kind of work, as the worker program describes itself with `--describe`.
 *
 * The C table of work types is the one truth; field names are those of its JSON.
 */
export interface WorkTypeInfo {
  /** Name, as scenario files write it. */
  readonly name: string;
  /** What a worker does, in one sentence. */
  readonly summary: string;
  /** What it exercises in a scheduler. */
  readonly help: string;
  /** Workers that act together; a number of workers must be a multiple of it. */
  readonly group_size: number;
  /** What a scenario may set; none for some types. */
  /** Its parameters, in the order of the worker program's help. */
  readonly params: readonly WorkTypeParam[];
  /** Names of the latency samples that it takes. */
  readonly samples: readonly string[];
}

const paramSchema: z.ZodType<WorkTypeParam> = z.object({
  name: z.string().min(1),
  kind: z.enum(["count", "duration", "size"]),
  default: z.int(),
  min: z.int(),
  max: z.int(),
  help: z.string(),
}).refine(
  ({ default: value, min, max }) => min <= value && value <= max,
  "the default is out of range",
);

const typeSchema: z.ZodType<WorkTypeInfo> = z.object({
  name: z.string().min(1),
  summary: z.string(),
  help: z.string(),
  group_size: z.int().min(1),
  params: z.array(paramSchema),
  samples: z.array(z.string()),
});

const tableSchema = z.object({
  work_types: z.array(typeSchema).min(1).refine(
    (types) => new Set(types.map((type) => type.name)).size === types.length,
    "two types have the same name",
  ),
});

/**
 * Reads which work types there are.
 *
 * @param path The table that the build wrote from the worker program's `--describe`.
 * @returns Every type, in the order of the table.
 * @throws {UnavailableError} If the table is missing, or is not one that this version reads.
 */
export function readWorkTypes(path: string = WORKER_TABLE_PATH): readonly WorkTypeInfo[] {
  const table = tableSchema.safeParse(readWorkerTable(path));
  if (table.success) return table.data.work_types;
  const issue = table.error.issues[0];
  throw unreadableTable(path, `${issue?.path.join(".")}: ${issue?.message}`, table.error);
}
