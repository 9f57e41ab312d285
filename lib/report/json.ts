import type { CgroupResult, ScenarioResult } from "../scenario/mod.ts";
import {
  CGROUP_KEYS,
  CHECK_KEYS,
  ENVIRONMENT_KEYS,
  REPORT_KEYS,
  RESULT_KEYS,
  STATS_KEYS,
  TIMELINE_KEYS,
} from "./json_keys.ts";
import { inOrder } from "./key_order.ts";

/**
 * Writes the result of a scenario as JSON on one line.
 *
 * One line a result, so that several in one stream are JSON Lines and one alone is a plain JSON
 * document. The keys are always in the same order; a number that is not finite becomes `null`.
 *
 * @param result Everything that was measured.
 * @returns The line with its newline.
 */
export function renderJson(result: ScenarioResult): string {
  const ordered = inOrder({
    ...result,
    environment: inOrder(result.environment, ENVIRONMENT_KEYS),
    timeline: result.timeline.map((entry) => inOrder(entry, TIMELINE_KEYS)),
    checks: result.checks.map((check) => inOrder(check, CHECK_KEYS)),
    cgroups: result.cgroups.map(orderCgroup),
  }, RESULT_KEYS);
  return `${JSON.stringify(ordered)}\n`;
}

function orderCgroup(cgroup: CgroupResult): CgroupResult {
  return inOrder({
    ...cgroup,
    stats: inOrder(cgroup.stats, STATS_KEYS),
    reports: cgroup.reports.map((report) => inOrder(report, REPORT_KEYS)),
  }, CGROUP_KEYS);
}
