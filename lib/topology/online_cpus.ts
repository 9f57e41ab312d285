import { UnavailableError } from "../errors/mod.ts";
import { readListOrNull } from "./sysfs.ts";

/** Options for {@linkcode readOnlineCpus}. */
export interface ReadOnlineCpusOptions {
  /**
   * Where sysfs is mounted.
   *
   * @default {"/sys"}
   */
  readonly sysRoot?: string;
}

/**
 * Reads which CPUs are online.
 *
 * @returns Their numbers, ascending.
 * @throws {UnavailableError} When sysfs does not tell.
 */
export function readOnlineCpus(options: ReadOnlineCpusOptions = {}): number[] {
  const path = `${options.sysRoot ?? "/sys"}/devices/system/cpu/online`;
  const online = readListOrNull(path);
  if (online === null || online.length === 0) {
    const found = online === null ? "does not exist" : "is empty";
    throw new UnavailableError(
      `Cannot tell the CPUs of this machine: ${path} ${found}. Mount sysfs there`,
    );
  }
  return online;
}
