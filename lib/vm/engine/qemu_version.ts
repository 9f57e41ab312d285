/** A version of QEMU, as numbers that can be compared. */
export interface QemuVersion {
  /** 7 of 7.2.22. */
  readonly major: number;
  /** 2 of 7.2.22. */
  readonly minor: number;
  /** 22 of 7.2.22. */
  readonly patch: number;
}

/** The oldest QEMU that the command line of a guest was measured with. */
export const MIN_QEMU_VERSION: QemuVersion = { major: 7, minor: 2, patch: 0 };

/**
 * From this version on the emulation may use a host thread for each CPU.
 *
 * QEMU 7.2 with such threads loses guests when a sched_ext scheduler is loaded or unloaded: the
 * kernel rewrites its own code then, and some CPUs run what is half written (7 of 9 boots died
 * with `Oops: int3`). 10.0 was right in 9 of 9. What is between them is not known to be right.
 */
export const PARALLEL_TCG_VERSION: QemuVersion = { major: 10, minor: 0, patch: 0 };

/**
 * Reads what `qemu-system-x86_64 --version` prints.
 *
 * @param text For example `QEMU emulator version 7.2.22 (Debian …)`.
 * @returns The version; `null` where the text has none.
 */
export function parseQemuVersion(text: string): QemuVersion | null {
  const match = /^QEMU emulator version (\d+)\.(\d+)(?:\.(\d+))?/m.exec(text);
  if (match === null) return null;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

/**
 * Shows a version.
 *
 * @param version The version.
 * @returns For example `7.2.22`.
 */
export function formatQemuVersion({ major, minor, patch }: QemuVersion): string {
  return `${major}.${minor}.${patch}`;
}

/**
 * Tells whether a version is another one or a later one.
 *
 * @param version The version at hand.
 * @param least The version that is asked for.
 */
export function isAtLeast(version: QemuVersion, least: QemuVersion): boolean {
  if (version.major !== least.major) return version.major > least.major;
  if (version.minor !== least.minor) return version.minor > least.minor;
  return version.patch >= least.patch;
}
