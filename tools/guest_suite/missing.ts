import { UnavailableError } from "../../lib/errors/mod.ts";
import { resolveKernel, selectEngine } from "../../lib/vm/mod.ts";

/**
 * Says what this machine lacks to boot guests.
 *
 * @param kernel What `--kernel` takes; without it the newest kernel in the cache with sched_ext.
 * @returns What is missing and how to get it; `null` when nothing is.
 */
export async function missingForGuests(kernel?: string): Promise<string | null> {
  try {
    await selectEngine();
    await resolveKernel(kernel);
    return null;
  } catch (error) {
    if (error instanceof UnavailableError) return error.message;
    throw error;
  }
}
