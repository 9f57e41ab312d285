/**
 * Groups CPUs that have the same key.
 *
 * @param cpus CPUs, ascending.
 * @param keyOf Tells what a CPU shares with others.
 * @returns The groups, ordered by their lowest CPU, each ascending.
 */
export function groupCpus(cpus: readonly number[], keyOf: (cpu: number) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const cpu of cpus) {
    const key = keyOf(cpu);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cpu]);
    else group.push(cpu);
  }
  return [...groups.values()];
}
