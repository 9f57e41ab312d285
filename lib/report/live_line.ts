import type { CgroupProgress, Progress } from "../scenario/mod.ts";
import { formatCpuList } from "../topology/mod.ts";
import { formatDuration } from "../units/mod.ts";
import { formatCount } from "./numbers.ts";
import { clipEnd, clipMiddle, printable, textWidth } from "./text_layout.ts";

const NS_PER_SEC = 1_000_000_000;
const WIDEST_NAME = 16;
/** Longer CPU lists are shown as a count. */
const LONGEST_CPU_LIST = 11;
const GAP = "  ";

/**
 * Says on one line how a run is getting on: elapsed and planned time, and for each cgroup its
 * iterations per second and the CPUs in use. Cgroups that do not fit are counted.
 *
 * @param progress A look at the workers.
 * @param width Widest line in columns; `Infinity` for any.
 */
export function renderLiveLine(progress: Progress, width: number): string {
  let line = `${formatElapsed(progress.elapsedNs)}/${formatDuration(progress.durationNs)}`;
  const cgroups = progress.cgroups.map(describeCgroup);
  for (const [i, text] of cgroups.entries()) {
    const longer = line + GAP + text;
    const left = cgroups.length - i;
    const room = left === 1 ? width : width - textWidth(countMore(left - 1));
    if (textWidth(longer) > room) {
      line += countMore(left);
      break;
    }
    line = longer;
  }
  return clipEnd(line, Math.max(0, width));
}

/**
 * Shows a running time: tenths of a second, so that a line does not jump between `2s` and `2.01s`.
 *
 * @param ns The time in ns.
 */
export function formatElapsed(ns: number): string {
  const seconds = ns / NS_PER_SEC;
  return seconds < 60 ? `${seconds.toFixed(1)}s` : formatDuration(ns);
}

function describeCgroup({ name, iterationsPerSec, cpus }: CgroupProgress): string {
  const rate = `${formatCount(iterationsPerSec)} it/s`;
  return `${clipMiddle(printable(name), WIDEST_NAME)} ${rate} on ${describeCpus(cpus)}`;
}

function describeCpus(cpus: readonly number[]): string {
  if (cpus.length === 0) return "no CPU yet";
  const list = formatCpuList(cpus);
  if (list.length > LONGEST_CPU_LIST) return `${cpus.length} CPUs`;
  return `${cpus.length === 1 ? "CPU" : "CPUs"} ${list}`;
}

function countMore(count: number): string {
  return `${GAP}+${count} more`;
}
