import { SharedMemory } from "../native/mod.ts";
import { fieldOf, readSlotLayout, type SlotLayout, type StructLayout } from "./slot_layout.ts";
import type { Migration } from "./worker_report.ts";

/** What the shared memory says of one worker, at one moment. */
export interface WorkerSnapshot {
  /** Position in the group, from 0. */
  readonly index: number;
  /** Which work group the worker belongs to: 0 for the primary. */
  readonly groupIdx: number;
  /** Where the worker is in its life: `EMPTY`, `FORKED`, `WAITING`, `RUNNING`, `STOPPED`, `REPORTED`. */
  readonly state: string;
  /** Process id of the worker. */
  readonly pid: number;
  /** Thread id of the worker. */
  readonly tid: number;
  /** CPU at the last checkpoint. */
  readonly lastCpu: number;
  /** `CLOCK_MONOTONIC` at the first instruction of work, in ns; 0 before. */
  readonly startedNs: number;
  /** `CLOCK_MONOTONIC` at the end of the loop, in ns; 0 before. */
  readonly endedNs: number;
  /** Turns of the outer loop so far. */
  readonly iterations: number;
  /** Units of work done so far. */
  readonly workUnits: number;
  /** Checkpoints taken so far. */
  readonly checkpoints: number;
  /** `CLOCK_MONOTONIC` at the last checkpoint (at the start before the first one), in ns. */
  readonly lastCheckpointNs: number;
  /** CPU changes seen at checkpoints so far. */
  readonly migrationCount: number;
  /** Longest time between two checkpoints, in ns. */
  readonly maxGapNs: number;
  /** The CPU that the worker was on when that gap began. */
  readonly maxGapCpu: number;
  /** When that gap ended, in ns since the start. */
  readonly maxGapAtNs: number;
}

/** What a worker left behind beyond its counters. */
export interface WorkerTrace {
  /** CPUs it was seen on, ascending. */
  readonly cpusUsed: number[];
  /** Its latest CPU changes, oldest first. */
  readonly migrations: Migration[];
}

/**
 * The shared memory of a work group: a header and one slot a worker.
 *
 * The runner owns it, so what a worker wrote stays readable after the worker was killed.
 */
export class WorkerSlots implements Disposable {
  readonly #memory: SharedMemory;
  readonly #layout: SlotLayout;
  readonly #count: number;
  /** The part of a slot before its CPU set and its migrations: all that a snapshot needs. */
  readonly #countersLength: number;

  /**
   * Creates the memory of a group; every field is zero, the header's magic is the program's to set.
   *
   * @param count Workers in the group.
   */
  constructor(count: number) {
    const layout = readSlotLayout();
    this.#layout = layout;
    this.#count = count;
    this.#countersLength = Math.min(
      fieldOf(layout.slot, "cpus_used").offset,
      fieldOf(layout.slot, "migrations").offset,
    );
    this.#memory = SharedMemory.create(
      "ktstr-slots",
      layout.header.size + count * layout.slot.size,
      { closeOnExec: true },
    );
  }

  /** The descriptor to hand to the supervisor; close-on-exec until the caller changes it. */
  get fd(): number {
    return this.#memory.fd;
  }

  /** Writes the moment of the release, `CLOCK_MONOTONIC` in ns, where the workers read it. */
  setReleased(ns: number): void {
    const field = fieldOf(this.#layout.header, "released_ns");
    const value = new BigUint64Array([BigInt(ns)]);
    this.#memory.write(field.offset, new Uint8Array(value.buffer));
  }

  /** Sets the stop word: a worker that is computing leaves its loop without any signal. */
  requestStop(): void {
    const field = fieldOf(this.#layout.header, "stop");
    this.#memory.write(field.offset, new Uint8Array(new Uint32Array([1]).buffer));
  }

  /**
   * Looks at every worker at once; the workers do not notice.
   *
   * @returns One entry a worker, by index. Each number is a value that the worker wrote; numbers
   * of one entry may be a few instructions apart.
   */
  snapshot(): WorkerSnapshot[] {
    const { header, slot } = this.#layout;
    const bytes = new Uint8Array(this.#count * this.#countersLength);
    this.#memory.gather(header.size, slot.size, this.#countersLength, this.#count, bytes);
    return Array.from({ length: this.#count }, (_, index) => {
      const offset = index * this.#countersLength;
      return this.#decode(new DataView(bytes.buffer, offset, this.#countersLength), index);
    });
  }

  /** Reads the CPU set and the migrations of one worker. */
  trace(index: number): WorkerTrace {
    const { header, slot } = this.#layout;
    const bytes = new Uint8Array(slot.size);
    this.#memory.read(header.size + index * slot.size, bytes);
    const view = new DataView(bytes.buffer);
    return { cpusUsed: this.#cpusUsed(view), migrations: this.#migrations(view) };
  }

  /** Unmaps the memory and closes its descriptor. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #decode(view: DataView, index: number): WorkerSnapshot {
    const get = (name: string): number => read(view, this.#layout.slot, name);
    const state = get("state");
    return {
      index,
      groupIdx: get("group_idx"),
      state: this.#layout.states[state] ?? `state ${state}`,
      pid: get("pid"),
      tid: get("tid"),
      lastCpu: get("last_cpu"),
      startedNs: get("started_ns"),
      endedNs: get("ended_ns"),
      iterations: get("iterations"),
      workUnits: get("work_units"),
      checkpoints: get("checkpoints"),
      lastCheckpointNs: get("last_checkpoint_ns"),
      migrationCount: get("migration_count"),
      maxGapNs: get("max_gap_ns"),
      maxGapCpu: get("max_gap_cpu"),
      maxGapAtNs: get("max_gap_at_ns"),
    };
  }

  #cpusUsed(view: DataView): number[] {
    const { offset, count } = fieldOf(this.#layout.slot, "cpus_used");
    const cpus: number[] = [];
    for (let byte = 0; byte < count * 8; byte++) {
      const bits = view.getUint8(offset + byte);
      for (let bit = 0; bit < 8; bit++) {
        if ((bits >> bit) & 1) cpus.push(byte * 8 + bit);
      }
    }
    return cpus;
  }

  #migrations(view: DataView): Migration[] {
    const { slot, migration } = this.#layout;
    const { offset, count: capacity } = fieldOf(slot, "migrations");
    const total = read(view, slot, "migration_count");
    const kept = Math.min(total, capacity);
    return Array.from({ length: kept }, (_, i) => {
      const entry = new DataView(
        view.buffer,
        offset + ((total - kept + i) % capacity) * migration.size,
        migration.size,
      );
      return {
        at_ns: read(entry, migration, "at_ns"),
        from_cpu: read(entry, migration, "from_cpu"),
        to_cpu: read(entry, migration, "to_cpu"),
      };
    });
  }
}

function read(view: DataView, struct: StructLayout, name: string): number {
  const field = fieldOf(struct, name);
  return field.type === "u32"
    ? view.getUint32(field.offset, true)
    : Number(view.getBigUint64(field.offset, true));
}
