import { detectCgroups } from "../../../lib/cgroup/mod.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";

/** What a test needs of the machine beyond a kernel. */
export type Need = "a writable cgroup" | "root";

/**
 * Registers a test that some machines cannot run.
 *
 * Where the need is not met the test is skipped, and its name says why. In CI (`CI=true`) it runs
 * all the same, so that nothing is skipped there unnoticed.
 */
export function systemTest(need: Need, name: string, fn: () => Promise<void>): void {
  const skipped = !isMet(need) && Deno.env.get("CI") !== "true";
  Deno.test({ name: skipped ? `${name} (SKIP: needs ${need})` : name, ignore: skipped, fn });
}

function isMet(need: Need): boolean {
  if (need === "root") return Deno.uid() === 0;
  try {
    detectCgroups();
    return true;
  } catch (error) {
    if (error instanceof UnavailableError) return false;
    throw error;
  }
}
