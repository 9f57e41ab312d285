import { formatCpuList } from "../../lib/topology/mod.ts";

/** A confined cgroup of a scenario. */
export interface ConfinedCgroup {
  readonly name: string;
  readonly cpus: readonly number[];
}

/**
 * Writes a scenario file with confined cgroups full of spinning workers, for as long as it is used.
 *
 * @param workers How many workers each cgroup has.
 * @param use Runs the scenario of the file.
 */
export async function withScenario<T>(
  cgroups: readonly ConfinedCgroup[],
  workers: number,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const lines = cgroups.map(({ name, cpus }) =>
    `      - { name: ${name}, workers: ${workers}, work: SpinWait, cpuset: "${
      formatCpuList(cpus)
    }" }`
  );
  const directory = await Deno.makeTempDir({ prefix: "guest-test-" });
  try {
    // Another user than the one who writes it may have to read it.
    await Deno.chmod(directory, 0o755);
    const file = `${directory}/confined.yaml`;
    await Deno.writeTextFile(
      file,
      `name: confined
description: CPUs of their own for each cgroup.
duration: 2s
steps:
  - cgroups:
${lines.join("\n")}
`,
    );
    return await use(file);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
