import { ScenarioFileError } from "../errors/mod.ts";
import type { WorkTypeInfo } from "../workload/mod.ts";
import { type Diagnostic, type Finding, formatDiagnostics, toDiagnostic } from "./diagnostic.ts";
import { explainIssues } from "./explain_issue.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioSchema } from "./schema.ts";
import { SourceText } from "./source_text.ts";
import { YamlTree } from "./yaml_tree.ts";

/** Options for {@linkcode parseScenario} and {@linkcode loadScenario}. */
export interface ParseScenarioOptions {
  /** Work types that the scenario may name, from {@linkcode readWorkTypes}. */
  readonly workTypes: readonly WorkTypeInfo[];
}

/**
 * Reads the text of a scenario file.
 *
 * @param text The file's text.
 * @param file Name of the file for messages and for {@linkcode Scenario.file}.
 * @param options Which work types there are.
 * @returns The scenario with every default filled in.
 * @throws {ScenarioFileError} If anything is wrong; its message shows every mistake with its place.
 */
export function parseScenario(
  text: string,
  file: string,
  options: ParseScenarioOptions,
): Scenario {
  const result = checkScenario(text, file, options);
  if (result.scenario !== null) return result.scenario;
  throw new ScenarioFileError(formatDiagnostics(result.diagnostics));
}

/** A scenario, or what is wrong with its file. */
export type CheckedScenario =
  | { readonly scenario: Scenario; readonly diagnostics: readonly [] }
  | { readonly scenario: null; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads the text of a scenario file and tells what is wrong as data.
 *
 * @param text The file's text.
 * @param file Name of the file for messages and for {@linkcode Scenario.file}.
 * @param options Which work types there are.
 * @returns The scenario, or at least one diagnostic.
 */
export function checkScenario(
  text: string,
  file: string,
  options: ParseScenarioOptions,
): CheckedScenario {
  const source = new SourceText(file, text);
  const fail = (findings: readonly Finding[]): CheckedScenario => ({
    scenario: null,
    diagnostics: findings.map((finding) => toDiagnostic(source, finding)),
  });
  const tree = new YamlTree(source);
  if (tree.value === undefined) return fail(tree.findings);
  if (tree.isEmpty) {
    const hint = "A scenario has a name, a duration and steps: see scenarios/steady.yaml.";
    return fail([{ span: { start: 0, end: 0 }, message: "The file is empty", hint }]);
  }
  const { schema, keys } = scenarioSchema(options.workTypes);
  const parsed = schema.safeParse(tree.value, { reportInput: true });
  const issues = parsed.error?.issues ?? [];
  const findings = [
    ...tree.findings,
    ...explainIssues(issues, { tree, keys, workTypes: options.workTypes }),
  ];
  if (parsed.data === undefined || findings.length > 0) return fail(findings);
  return { scenario: { ...parsed.data, file }, diagnostics: [] };
}
