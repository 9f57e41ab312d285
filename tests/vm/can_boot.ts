import { findQemu, resolveKernel } from "../../lib/vm/mod.ts";

/** Why no guest with the user's own QEMU and kernel can be booted here, or `null`. */
export const CANNOT_BOOT_GUEST: string | null = await whyNot();

/** What stands behind the name of a test that is left out. */
export const SKIP_REASON: string = CANNOT_BOOT_GUEST === null
  ? ""
  : ` (SKIP: ${CANNOT_BOOT_GUEST})`;

/** In CI a guest must boot: a test that cannot run fails there. */
export const SKIPS: boolean = CANNOT_BOOT_GUEST !== null && Deno.env.get("CI") !== "true";

async function whyNot(): Promise<string | null> {
  try {
    await findQemu();
    await resolveKernel();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
