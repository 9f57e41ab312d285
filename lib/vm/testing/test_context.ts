import { dirname, fromFileUrl, resolve } from "@std/path";
import config from "../../../deno.json" with { type: "json" };
import { cleanupDeadRuns, detectCgroups } from "../../cgroup/mod.ts";
import type { CheckLimits } from "../../check/mod.ts";
import {
  findScenario,
  overrideScenario,
  parseScenario,
  runScenario,
  type Scenario,
  type ScenarioResult,
} from "../../scenario/mod.ts";
import { readTopology, type Topology } from "../../topology/mod.ts";
import { parseDuration } from "../../units/mod.ts";
import { readWorkTypes } from "../../workload/mod.ts";
import { EVENT_PIPE_PATH } from "../image/run_file.ts";
import type { KtstrTestBody, KtstrTestOptions } from "../ktstr_test.ts";
import { TEST_BEGAN } from "./in_guest.ts";

/** Options for {@linkcode KtstrTestContext.run}. */
export interface RunInTestOptions {
  /** How long the load runs, with a unit; without it as long as the scenario says. */
  readonly duration?: string;
  /** How many workers each work group has; without it as many as the scenario says. */
  readonly workers?: number;
  /**
   * Seed of everything random.
   *
   * @default {0}
   */
  readonly seed?: number;
}

/** What the body of a test has to work with. */
export interface KtstrTestContext {
  /** Deno's own context, for steps. */
  readonly t: Deno.TestContext;
  /** The CPUs of the machine. */
  readonly topology: Topology;
  /**
   * Runs a scenario and fails the test when a check fails.
   *
   * @param scenario A name of the catalogue, the path of a file relative to the test's file, or the
   * text of a scenario, which has more than one line.
   * @returns Everything that was measured; the verdict may be `inconclusive`, under emulation above
   * all.
   * @throws {Error} A check failed; the message names each with its figures.
   */
  run(scenario: string, options?: RunInTestOptions): Promise<ScenarioResult>;
}

/**
 * Runs the body of a test in the guest.
 *
 * @param t Deno's own context.
 * @param options What the test was declared with.
 * @param body What it does.
 */
export async function runBody(
  t: Deno.TestContext,
  options: KtstrTestOptions,
  body: KtstrTestBody,
): Promise<void> {
  await Deno.writeTextFile(EVENT_PIPE_PATH, `${TEST_BEGAN}\n`, { append: true });
  await body({
    t,
    topology: readTopology(),
    run: (scenario, changes = {}) =>
      runJudged(readScenario(scenario, t, changes), options.checks ?? {}, changes.seed ?? 0),
  });
}

function readScenario(
  text: string,
  t: Deno.TestContext,
  { duration, workers }: RunInTestOptions,
): Scenario {
  const workTypes = readWorkTypes();
  const scenario = text.includes("\n")
    ? parseScenario(text, `the scenario of "${t.name}"`, { workTypes })
    : findScenario(isName(text) ? text : resolve(dirname(fromFileUrl(t.origin)), text), {
      workTypes,
    });
  const overrides = {
    ...(duration === undefined ? {} : { durationNs: parseDuration(duration) }),
    ...(workers === undefined ? {} : { workers }),
  };
  return overrideScenario(scenario, overrides, { workTypes });
}

/** What is no name in the catalogue is a path. */
function isName(text: string): boolean {
  return /^[\w-]+$/.test(text);
}

async function runJudged(
  scenario: Scenario,
  checks: Partial<CheckLimits>,
  seed: number,
): Promise<ScenarioResult> {
  const layout = detectCgroups();
  await cleanupDeadRuns(layout);
  const result = await runScenario({ ...scenario, checks: { ...scenario.checks, ...checks } }, {
    layout,
    seed,
    argv: [...Deno.args],
    version: config.version,
    observer: () => {},
  });
  const failed = result.checks.filter(({ verdict }) => verdict === "fail");
  if (failed.length === 0) return result;
  const lines = failed.map(({ name, message }) => `  ${name}: ${message}`);
  throw new Error(`The scenario "${result.scenario}" failed\n${lines.join("\n")}`);
}
