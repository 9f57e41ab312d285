/**
 * Orders kernel versions: `6.12` before `6.12.3` before `7.2`, `7.2-rc1` before `7.2`.
 *
 * @returns Negative if `a` is older, positive if it is newer, 0 if they are the same.
 */
export function compareKernelVersions(a: string, b: string): number {
  const left = tokens(a);
  const right = tokens(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareTokens(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Tells whether a version is the one that is asked for, or one of its line.
 *
 * @param version For example `7.2.13+deb14-cloud-amd64`.
 * @param wanted For example `7.2.13+deb14-cloud-amd64`, `7.2.13` or `7.2`.
 */
export function matchesKernelVersion(version: string, wanted: string): boolean {
  if (!version.startsWith(wanted) || wanted === "") return false;
  const next = version[wanted.length];
  return next === undefined || !/[0-9a-zA-Z]/.test(next);
}

function tokens(version: string): string[] {
  return version.match(/\d+|[a-z]+/gi) ?? [];
}

function compareTokens(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  // A release candidate comes before the release, everything else that is appended after it.
  if (a === undefined) return b === "rc" ? 1 : -1;
  if (b === undefined) return a === "rc" ? -1 : 1;
  const [numberA, numberB] = [Number(a), Number(b)];
  if (!Number.isNaN(numberA) && !Number.isNaN(numberB)) return numberA - numberB;
  if (a === "rc" || b === "rc") return a === "rc" ? -1 : 1;
  if (Number.isNaN(numberA) !== Number.isNaN(numberB)) return Number.isNaN(numberA) ? -1 : 1;
  return a < b ? -1 : 1;
}
