import { z } from "zod";
import { WORKER_TABLE_PATH } from "./worker_program.ts";
import { readWorkerTable, unreadableTable } from "./worker_table.ts";

/** Where a field lies in the shared memory of a group, as `ktstr-worker --describe` tells. */
export interface SlotField {
  /** Bytes from the start of the header, or of the slot. */
  readonly offset: number;
  readonly type: "u32" | "u64" | "migration";
  /** How many values lie there one after the other. */
  readonly count: number;
}

/** A C struct: its size in bytes and its fields by name. */
export interface StructLayout {
  readonly size: number;
  readonly fields: Readonly<Record<string, SlotField>>;
}

/** The shared memory of a work group: one header, then one slot a worker. */
export interface SlotLayout {
  /** Changes whenever the layout does. */
  readonly abi: number;
  /** Work units between two checkpoints. */
  readonly unitsPerCheckpoint: number;
  /** Names of the worker states, by their number. */
  readonly states: readonly string[];
  readonly header: StructLayout;
  readonly slot: StructLayout;
  readonly migration: StructLayout;
}

const fieldSchema = z.object({
  offset: z.int().nonnegative(),
  type: z.enum(["u32", "u64", "migration"]),
  count: z.int().positive(),
});
const structSchema = z.object({
  size: z.int().positive(),
  fields: z.record(z.string(), fieldSchema),
});
const tableSchema = z.object({
  abi: z.int(),
  units_per_checkpoint: z.int().positive(),
  states: z.array(z.string()),
  header: structSchema,
  slot: structSchema,
  migration: structSchema,
});

let cached: SlotLayout | null = null;

/**
 * Reads the layout that the worker program was compiled with.
 *
 * The C structs are the only definition; the build writes what `ktstr-worker --describe` says of
 * them to `build/ktstr-worker.json`.
 *
 * @returns The layout; read once a process.
 * @throws {UnavailableError} If the project has not been built, or with another version.
 */
export function readSlotLayout(): SlotLayout {
  if (cached !== null) return cached;
  const table = tableSchema.safeParse(readWorkerTable());
  if (!table.success) {
    throw unreadableTable(WORKER_TABLE_PATH, table.error.issues[0]?.message ?? "", table.error);
  }
  const { units_per_checkpoint: unitsPerCheckpoint, ...layout } = table.data;
  cached = { ...layout, unitsPerCheckpoint };
  return cached;
}

/**
 * Finds a field by name.
 *
 * @throws {Error} If the struct has no such field: the C side was changed and this side was not.
 */
export function fieldOf(struct: StructLayout, name: string): SlotField {
  const field = struct.fields[name];
  if (field === undefined) {
    throw new Error(
      `The worker program has no field "${name}": it has changed, the reader has not`,
    );
  }
  return field;
}
