/**
 * Prints CPU numbers the way the kernel does: ascending, runs of two or more as ranges.
 *
 * The inverse of {@linkcode parseCpuList}. The same CPUs always give the same text, whatever
 * their order, so the text can also serve as a key.
 *
 * @param cpus CPU numbers in any order; repeated ones count once.
 * @returns The list, such as `0-3,8`; empty for no CPU.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatCpuList } from "@ktstr/ktstr/topology";
 *
 * assertEquals(formatCpuList([8, 1, 0, 2, 3]), "0-3,8");
 * ```
 */
export function formatCpuList(cpus: Iterable<number>): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const ranges: string[] = [];
  let first: number | null = null;
  for (const [i, cpu] of sorted.entries()) {
    first ??= cpu;
    if (sorted[i + 1] === cpu + 1) continue;
    ranges.push(first === cpu ? `${cpu}` : `${first}-${cpu}`);
    first = null;
  }
  return ranges.join(",");
}
