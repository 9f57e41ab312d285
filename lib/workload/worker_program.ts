import { join } from "@std/path";

const BUILD = join(import.meta.dirname ?? ".", "..", "..", "build");

/** The program that supervises a work group and forks its workers. */
export const WORKER_PROGRAM_PATH: string = join(BUILD, "ktstr-worker");

/** What that program says of itself: work types and the layout of its shared memory. */
export const WORKER_TABLE_PATH: string = join(BUILD, "ktstr-worker.json");
