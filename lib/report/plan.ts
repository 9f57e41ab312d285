import type { CgroupSpec, Scenario, Step } from "../scenario/mod.ts";
import { formatCpuList } from "../topology/mod.ts";
import { formatDuration } from "../units/mod.ts";
import type { OutputLayout } from "./process_terminal.ts";
import { createStyle } from "./style.ts";
import { hang, printable } from "./text_layout.ts";

/**
 * Shows what a scenario will do on this machine, without doing it.
 *
 * @param scenario The scenario with every default and every option filled in.
 * @param layout How wide the output is, and whether it has colour.
 * @returns Lines for a terminal.
 */
export function renderPlan(scenario: Scenario, { width, colour }: OutputLayout): string {
  const style = createStyle(colour);
  const lines = [
    `${style.strong(printable(scenario.name))}  ${formatDuration(scenario.durationNs)}`,
    ...hang("  ", printable(scenario.description), width),
    ...scenario.steps.flatMap((step, i) => [
      `  step ${i + 1}: ${formatDuration(Math.round(scenario.durationNs * step.hold))}`,
      ...describeStep(step),
    ]),
    ...hang("  checks: ", describeChecks(scenario), width),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function describeStep(step: Step): string[] {
  return step.cgroups.flatMap((cgroup) =>
    cgroup.work.map((work) => {
      const params = Object.entries(work.params).map(([name, value]) => ` ${name}=${value}`);
      return `    ${printable(cgroup.name)}  ${describeCpus(cgroup)}  ` +
        `${work.workers} x ${work.type}${params.join("")}`;
    })
  );
}

function describeCpus(cgroup: CgroupSpec): string {
  return cgroup.cpuset === null ? "all CPUs" : `CPUs ${formatCpuList(cgroup.cpuset)}`;
}

function describeChecks(scenario: Scenario): string {
  return Object.entries(scenario.checks)
    .map(([name, limit]) =>
      limit === true ? name : limit === false ? `no ${name}` : `${name} ${limit}`
    )
    .join(", ");
}
