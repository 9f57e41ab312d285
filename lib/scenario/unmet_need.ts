import { formatCpuList, type Topology } from "../topology/mod.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Says what a scenario needs that a machine does not have.
 *
 * @returns One sentence with the needed and the present, or `null` when the scenario can run.
 */
export function unmetNeed(scenario: Scenario, topology: Topology): string | null {
  const online = new Set(topology.cpus.map((cpu) => cpu.id));
  for (const step of scenario.steps) {
    for (const cgroup of step.cgroups) {
      const missing = (cgroup.cpuset ?? []).filter((cpu) => !online.has(cpu));
      if (missing.length > 0) {
        return `Cgroup "${cgroup.name}" needs CPUs ${formatCpuList(missing)}, ` +
          `this machine has ${online.size} online: ${formatCpuList([...online])}`;
      }
    }
  }
  return null;
}
