import { type CheckResult, formatBeside, type Verdict } from "../check/mod.ts";
import { countOf } from "./numbers.ts";
import type { Style } from "./style.ts";
import { hang, printable, wrap } from "./text_layout.ts";

/** Options for {@linkcode renderChecks}. */
export interface RenderChecksOptions {
  /** Widest line in columns. */
  readonly width: number;
  readonly style: Style;
}

const INDENT = "  ";

/**
 * Lays out what the checks found: failures first, then what could not be judged, each with its
 * figures; what passed in one line.
 *
 * @returns The lines; none for no check.
 */
export function renderChecks(
  checks: readonly CheckResult[],
  options: RenderChecksOptions,
): string[] {
  const having = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict);
  const skipped = having("skip");
  return [
    ...[...having("fail"), ...having("inconclusive")].flatMap((check) =>
      renderFinding(check, options)
    ),
    ...renderPassed(checks, options),
    ...skipped.flatMap((check) =>
      hang("skipped: ", `${check.name}: ${printable(check.message)}`, options.width)
    ),
  ];
}

function renderFinding(check: CheckResult, { width, style }: RenderChecksOptions): string[] {
  const title = `${check.verdict.toUpperCase()} ${check.name}`;
  const [first = "", ...others] = wrap(
    `${title} in ${printable(check.cgroup)}: ${describeFigures(check)}`,
    width - INDENT.length,
  );
  return [
    style.verdict(check.verdict, title) + first.slice(title.length),
    ...others.map((line) => INDENT + line),
    ...hang(INDENT, printable(check.message), width),
  ];
}

function describeFigures({ value, limit, unit, samples }: CheckResult): string {
  const measured = value === null ? "nothing measured" : amount(value, unit, limit);
  const against = limit === null ? "" : `limit ${amount(limit, unit, null)}, `;
  return `${measured} (${against}${countOf(samples, "sample")})`;
}

function amount(value: number, unit: string, limit: number | null): string {
  const number = Number.isInteger(value) || limit === null
    ? String(value)
    : formatBeside(value, limit);
  return `${number} ${unit === "workers" && value === 1 ? "worker" : unit}`;
}

/** Names each check that passed, and how many cgroups it passed in where that is not all. */
function renderPassed(
  checks: readonly CheckResult[],
  { width, style }: RenderChecksOptions,
): string[] {
  const names = [...new Set(checks.map((check) => check.name))];
  const passed = names.flatMap((name) => {
    const all = checks.filter((check) => check.name === name);
    const passes = all.filter((check) => check.verdict === "pass").length;
    if (passes === 0) return [];
    return passes === all.length ? [name] : [`${name} (${passes} of ${all.length} cgroups)`];
  });
  if (passed.length === 0) return [];
  const title = "passed:";
  const [first = "", ...others] = hang(`${title} `, passed.join(", "), width);
  return [style.verdict("pass", title) + first.slice(title.length), ...others];
}
