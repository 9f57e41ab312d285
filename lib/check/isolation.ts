import { formatCpuList } from "../topology/mod.ts";
import type { WorkerReport } from "../workload/mod.ts";
import type { CheckResult } from "./check_result.ts";
import type { CgroupEvidence } from "./evidence.ts";
import { judgeWorkerCount, noReports } from "./worker_count.ts";
import { andOthers, nameWorker } from "./worker_words.ts";

const NS_PER_MS = 1_000_000;

/** A worker that was seen on CPUs it was not allowed. */
interface Escape {
  readonly report: WorkerReport;
  /** The CPUs it was not allowed, ascending. */
  readonly cpus: readonly number[];
}

/**
 * Checks that every worker was only seen on CPUs that its cgroup's cpuset allows.
 *
 * Both the CPUs that a worker was seen on and those of its recorded migrations count. A worker
 * that was never seen on any CPU cannot be examined and is left out of the samples.
 *
 * @param evidence The workers of one cgroup and the CPUs that they were allowed.
 * @returns How many workers left the cpuset, and the one that was seen on most CPUs outside it.
 */
export function checkIsolation(evidence: CgroupEvidence): CheckResult {
  const { name: cgroup, allowedCpus, reports } = evidence;
  const allowed = new Set(allowedCpus);
  const seen = reports
    .map((report) => ({ report, cpus: cpusSeen(report) }))
    .filter(({ cpus }) => cpus.length > 0);
  const escapes = seen
    .map(({ report, cpus }) => ({ report, cpus: cpus.filter((cpu) => !allowed.has(cpu)) }))
    .filter(({ cpus }) => cpus.length > 0)
    .sort((a, b) => b.cpus.length - a.cpus.length);
  const [worst] = escapes;
  return judgeWorkerCount({
    name: "isolation",
    cgroup,
    examined: allowed.size === 0 ? 0 : seen.length,
    failing: escapes.length,
    message: worst === undefined
      ? `every worker of ${cgroup} was only seen on CPUs ${formatCpuList(allowedCpus)}`
      : describeEscape(evidence, worst) + andOthers(escapes.length - 1, "outside it"),
    unknown: whyUnknown(evidence),
  });
}

function cpusSeen(report: WorkerReport): number[] {
  const passed = report.migrations.flatMap((migration) => [migration.from_cpu, migration.to_cpu]);
  return [...new Set([...report.cpus_used, ...passed])].sort((a, b) => a - b);
}

function describeEscape({ name, allowedCpus }: CgroupEvidence, { report, cpus }: Escape): string {
  const arrival = report.migrations.find((migration) => cpus.includes(migration.to_cpu));
  const when = arrival === undefined
    ? ""
    : `, first noticed ${Math.floor(arrival.at_ns / NS_PER_MS)} ms after its start`;
  return `${nameWorker(name, report)} was seen on ${cpus.length === 1 ? "CPU" : "CPUs"} ` +
    `${formatCpuList(cpus)} outside the cpuset ${formatCpuList(allowedCpus)}${when}`;
}

function whyUnknown({ name, allowedCpus, reports }: CgroupEvidence): string {
  if (reports.length === 0) return noReports(name);
  if (allowedCpus.length === 0) return `the CPUs that ${name} allows are not known`;
  return `no worker of ${name} was seen on any CPU`;
}
