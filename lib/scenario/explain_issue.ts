import type { z } from "zod";
import type { WorkTypeInfo } from "../workload/mod.ts";
import type { Finding } from "./diagnostic.ts";
import { nearest } from "./nearest.ts";
import type { ScenarioKeys } from "./schema.ts";
import type { Span } from "./source_text.ts";
import type { Path, YamlTree } from "./yaml_tree.ts";

type Issue = z.core.$ZodIssue;

/** What explaining an issue takes. */
export interface IssueContext {
  readonly tree: YamlTree;
  readonly keys: ScenarioKeys;
  readonly workTypes: readonly WorkTypeInfo[];
}

/**
 * Turns what the schema found into words and places for the author of the file.
 *
 * @param issues All issues of the file.
 * @param context The file and the language.
 * @returns One finding for each mistake; consequences of another mistake are left out.
 */
export function explainIssues(issues: readonly Issue[], context: IssueContext): Finding[] {
  const flat = issues.flatMap((issue) => flatten(issue, []));
  const unknown = flat.flatMap((issue) => explainUnknownKeys(issue, context));
  const meant = new Set(unknown.map(({ meant }) => meant));
  const others = flat
    .filter((issue) => issue.code !== "unrecognized_keys")
    // "worker" for "workers" is one mistake, not an unknown key and a missing one.
    .filter(({ path }) =>
      valueAt(context.tree.value, path) !== undefined || !meant.has(toText(path))
    )
    .map((issue) => explainValue(issue, context));
  const findings = [...unknown.map(({ finding }) => finding), ...others];
  // Several rules may refuse one value with the same words, and an alias repeats a mistake.
  return [...new Map(findings.map((it) => [`${it.span.start} ${it.message}`, it])).values()];
}

/** Replaces an issue of a union by those of the form that the value looks like. */
function flatten(issue: Issue, prefix: Path): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const form = issue.errors.find((issues) => !issues.some(isWrongForm));
    if (form !== undefined) return form.flatMap((inner) => flatten(inner, path));
  }
  return [{ ...issue, path }];
}

function isWrongForm(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === "invalid_type" ||
    (issue.code === "invalid_value" && typeof issue.input !== "string");
}

function explainUnknownKeys(
  issue: Issue,
  { tree, keys, workTypes }: IssueContext,
): { finding: Finding; meant: string | undefined }[] {
  if (issue.code !== "unrecognized_keys") return [];
  const place = describePlace(issue.path, tree, keys, workTypes);
  return issue.keys.map((key) => {
    const guess = nearest(key, place.keys);
    const finding = {
      span: tree.keySpan(issue.path, key) ?? spanOf(issue.path, tree),
      message: `Unknown ${place.noun} "${key}" ${place.where}`,
      hint: guess === undefined ? hintFor(key, place, keys) : `Did you mean "${guess}"?`,
    };
    return { finding, meant: guess === undefined ? undefined : toText([...issue.path, guess]) };
  });
}

/** A mapping of the file, in words. */
interface Place {
  readonly noun: "key" | "parameter" | "check";
  readonly where: string;
  readonly keys: readonly string[];
}

function describePlace(
  path: Path,
  tree: YamlTree,
  keys: ScenarioKeys,
  workTypes: readonly WorkTypeInfo[],
): Place {
  if (path.includes("work")) {
    const name = valueAt(tree.value, [...path, "type"]);
    const type = workTypes.find((type) => type.name === name);
    const params = (type?.params ?? []).map((param) => param.name);
    return type === undefined
      ? { noun: "key", where: "in a work group", keys: ["type", "workers"] }
      : { noun: "parameter", where: `of ${type.name}`, keys: [...params, "type", "workers"] };
  }
  if (path.includes("cgroups")) return { noun: "key", where: "in a cgroup", keys: keys.cgroup };
  if (path.includes("steps")) return { noun: "key", where: "in a step", keys: keys.step };
  if (path.includes("checks")) return { noun: "check", where: "in checks", keys: keys.checks };
  return { noun: "key", where: "in a scenario", keys: keys.scenario };
}

function hintFor(key: string, place: Place, keys: ScenarioKeys): string {
  if (keys.cgroup.includes(key) && key !== "name") return `"${key}" belongs in a cgroup.`;
  if (keys.step.includes(key)) return `"${key}" belongs in a step.`;
  if (keys.checks.includes(key)) return `"${key}" belongs in checks.`;
  if (place.noun !== "parameter" && keys.scenario.includes(key)) {
    return `"${key}" belongs at the top of the file.`;
  }
  const known = place.noun === "parameter"
    ? place.keys.filter((key) => key !== "type" && key !== "workers")
    : place.keys;
  return known.length === 0 ? "It has no parameters." : `Known here: ${known.join(", ")}.`;
}

function explainValue(issue: Issue, { tree, keys, workTypes }: IssueContext): Finding {
  const { path } = issue;
  const value = valueAt(tree.value, path);
  if (value === undefined && path.length > 0) {
    const parent = path.slice(0, -1);
    const key = String(path.at(-1));
    const { noun, where } = describePlace(parent, tree, keys, workTypes);
    return {
      span: tree.beginSpan(parent) ?? { start: 0, end: 0 },
      message: `Missing key "${key}" ${noun === "parameter" ? "in a work group" : where}`,
      hint: Object.hasOwn(EXAMPLES, key) ? `Write for example: ${EXAMPLES[key]}` : undefined,
    };
  }
  if (namesNoType(issue) && typeof value === "string") {
    const guess = nearest(value, workTypes.map((type) => type.name));
    return {
      span: spanOf(path, tree),
      message: `Unknown work type "${value}"`,
      hint: guess === undefined
        ? `Known: ${workTypes.map((type) => type.name).join(", ")}.`
        : `Did you mean "${guess}"?`,
    };
  }
  const span = issue.code === "custom" ? partOf(issue, value, path, tree) : spanOf(path, tree);
  const text = namesNoType(issue) ? "must be the name of a work type" : issue.message;
  if (!/^[a-z]/.test(text)) return { span, message: text };
  return {
    span,
    message: `${nameOf(path)} ${text}: found ${describe(value)}`,
    hint: wantsText(issue) && isPlainScalar(value)
      ? `Put it in quotes to make it text: "${value}"`
      : undefined,
  };
}

/** What a key looks like when it is filled in. */
const EXAMPLES: Readonly<Record<string, string>> = {
  name: "name: my_load",
  duration: "duration: 5s",
  steps: "steps: [{ cgroups: [{ name: cg_0, workers: 2, work: SpinWait }] }]",
  cgroups: "cgroups: [{ name: cg_0, workers: 2, work: SpinWait }]",
  workers: "workers: 2",
  work: "work: SpinWait",
  type: "type: SpinWait",
  hold: "hold: 50%",
};

function namesNoType(issue: Issue): boolean {
  return issue.code === "invalid_value" ||
    (issue.code === "invalid_union" && "discriminator" in issue);
}

function wantsText(issue: Issue): boolean {
  return issue.code === "invalid_type" && issue.expected === "string";
}

function isPlainScalar(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean";
}

/** A stretch inside a value, where the issue names one and the file shows the value as it is. */
function partOf(issue: z.core.$ZodIssueCustom, value: unknown, path: Path, tree: YamlTree): Span {
  const whole = spanOf(path, tree);
  const { offset, length } = issue.params ?? {};
  if (typeof value !== "string" || typeof offset !== "number" || typeof length !== "number") {
    return whole;
  }
  const quotes = whole.end - whole.start - value.length;
  if (quotes !== 0 && quotes !== 2) return whole;
  const start = whole.start + quotes / 2 + offset;
  return { start, end: start + length };
}

function spanOf(path: Path, tree: YamlTree): Span {
  return tree.valueSpan(path) ?? { start: 0, end: 0 };
}

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return "A scenario";
  return typeof last === "number" ? `An item of "${String(path.at(-2))}"` : `"${String(last)}"`;
}

/** Longest text of a value that a message repeats. */
const MAX_QUOTED = 40;

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return String(value);
  const text = value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}\u2026` : value;
  return `the text ${JSON.stringify(text)}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(
    (at: unknown, step) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, step)
        ? Reflect.get(at, step)
        : undefined,
    value,
  );
}

function toText(path: Path): string {
  return path.map(String).join("\u0000");
}
