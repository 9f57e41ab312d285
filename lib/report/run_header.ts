import type { Environment, ScenarioResult, SchedulerState } from "../scenario/mod.ts";
import { formatDuration } from "../units/mod.ts";
import { countOf } from "./numbers.ts";
import type { Style } from "./style.ts";
import { hang, printable, wrap } from "./text_layout.ts";

/** Options for {@linkcode renderHeader}. */
export interface RenderHeaderOptions {
  /** Widest line in columns. */
  readonly width: number;
  readonly style: Style;
}

/**
 * Lays out what a reader wants to know first: which scenario, its verdict, on what machine, and
 * whatever makes the figures below special.
 */
export function renderHeader(result: ScenarioResult, options: RenderHeaderOptions): string[] {
  const { width, style } = options;
  return [
    ...renderTitle(result, options),
    ...hang("  ", describeMachine(result.environment), width).map(style.faint),
    ...describeCircumstances(result).flatMap((text) => hang("  ", text, width)),
  ];
}

function renderTitle(result: ScenarioResult, { width, style }: RenderHeaderOptions): string[] {
  const verdict = result.verdict.toUpperCase();
  const { kernel, scheduler } = result.environment;
  const facts = [
    `seed ${result.seed}`,
    ...(kernel === null ? [] : [`Linux ${printable(kernel)}`]),
    describeScheduler(scheduler.before),
  ];
  const time = result.duration_ns === 0 ? "" : `in ${formatDuration(result.duration_ns)} `;
  // The verdict goes first: a long name must not push it out of sight.
  const [first = "", ...others] = wrap(
    `${verdict} ${printable(result.scenario)} ${time}(${facts.join(", ")})`,
    width,
  );
  return [style.verdict(result.verdict, verdict) + first.slice(verdict.length), ...others];
}

function describeScheduler(state: SchedulerState): string {
  if (state.class === "fair") return "fair class";
  return state.ops === null ? "sched_ext" : `sched_ext ${printable(state.ops)}`;
}

function describeMachine(environment: Environment): string {
  const { topology, cpu_model: model } = environment;
  return [
    countOf(topology.cpus, "CPU"),
    countOf(topology.cores, "core"),
    countOf(topology.llcs, "LLC"),
    countOf(topology.numa_nodes, "NUMA node"),
    ...(model === null ? [] : [printable(model)]),
    `cgroup ${printable(environment.cgroup_mode)}`,
    ...describeHost(environment),
  ].join(", ");
}

/** Says how much of the CPUs is the machine's own; nothing of one that runs on no other. */
function describeHost(environment: Environment): string[] {
  const { virtualisation, accelerator, steal_pct: steal } = environment;
  if (virtualisation === null) return [];
  const how = accelerator === null
    ? ""
    : `, ${accelerator === "tcg" ? "emulated by TCG" : accelerator.toUpperCase()}`;
  const taken = steal === null || steal === 0
    ? []
    : [`the host took ${steal.toFixed(1)} % of a CPU`];
  return [`virtual machine (${printable(virtualisation)}${how})`, ...taken];
}

function describeCircumstances(result: ScenarioResult): string[] {
  const { before, after } = result.environment.scheduler;
  const texts: string[] = [];
  if (result.interrupted) {
    const planned = formatDuration(result.plan.durationNs);
    texts.push(
      `interrupted after ${formatDuration(result.duration_ns)} of ${planned}: ` +
        "the figures are what was measured until then",
    );
  } else if (result.reason !== null) {
    texts.push(`reason: ${printable(result.reason)}`);
  }
  if (before.class !== after.class || before.ops !== after.ops) {
    texts.push(
      `the scheduler changed during the run: ${describeScheduler(before)} before, ` +
        `${describeScheduler(after)} after`,
    );
  } else if (before.enable_seq !== after.enable_seq) {
    texts.push(
      `a scheduler was loaded during the run: sched_ext enable_seq was ` +
        `${before.enable_seq ?? "unknown"} before, ${after.enable_seq ?? "unknown"} after`,
    );
  }
  return texts;
}
