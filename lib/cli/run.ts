import { cleanupDeadRuns, detectCgroups } from "../cgroup/mod.ts";
import { foldVerdicts, type Verdict } from "../check/mod.ts";
import { EXIT_STATUS, type ExitStatus, UsageError } from "../errors/mod.ts";
import {
  createReporter,
  defaultRunDirectory,
  outputLayout,
  printOutput,
  renderPlan,
  type Reporter,
  saveResult,
} from "../report/mod.ts";
import {
  findScenario,
  overrideScenario,
  runScenario,
  type Scenario,
  type ScenarioResult,
} from "../scenario/mod.ts";
import { readWorkTypes } from "../workload/mod.ts";
import type { Arguments, Command } from "./command.ts";
import { Interruption } from "./interruption.ts";
import { list } from "./list.ts";
import { readRunOptions, RUN_OPTIONS, type RunOptions } from "./run_options.ts";
import { VERSION } from "./version.ts";

/** `ktstr run`: runs scenarios on this machine and judges them. */
export const run: Command = {
  name: "run",
  summary: "Run scenarios on this machine and judge the scheduler.",
  usage: "[OPTIONS] SCENARIO...",
  options: RUN_OPTIONS,
  examples: [
    { line: "ktstr run steady", text: "Run the scenario of that name from the catalogue." },
    { line: "ktstr run ./mine.yaml --duration 30s", text: "Run a file of your own, for longer." },
    {
      line: "ktstr run steady --workers 64 --reporter json=result.json --reporter pretty",
      text: "Change the load; write JSON to a file and the report to the terminal.",
    },
    {
      line: "ktstr run steady --repeat 10 --seed 7",
      text: "Ten runs with the same random choices.",
    },
  ],
  async run(args: Arguments): Promise<ExitStatus> {
    if (args.flag("list")) return await list.run(args);
    const options = readRunOptions(args);
    const scenarios = loadScenarios(args.positionals, options);
    if (args.flag("dry-run")) {
      for (const scenario of scenarios) printOutput(renderPlan(scenario, outputLayout()));
      return EXIT_STATUS.PASS;
    }
    return await runAll(scenarios, options, args);
  },
};

function loadScenarios(names: readonly string[], options: RunOptions): Scenario[] {
  if (names.length === 0) {
    throw new UsageError('Name a scenario, for example "ktstr run steady". See "ktstr list"');
  }
  const workTypes = readWorkTypes();
  return names.map((name) =>
    overrideScenario(findScenario(name, { workTypes }), options, { workTypes })
  );
}

async function runAll(
  scenarios: readonly Scenario[],
  options: RunOptions,
  args: Arguments,
): Promise<ExitStatus> {
  const cgroupRoot = args.value("cgroup-root");
  const layout = detectCgroups(cgroupRoot === undefined ? {} : { cgroupRoot });
  const saveTo = args.flag("no-save") ? null : args.value("run-dir") ?? defaultRunDirectory();
  const reporter = createReporter(args.all("reporter"));
  using interruption = new Interruption();
  const results: ScenarioResult[] = [];
  try {
    await cleanupDeadRuns(layout);
    for (const scenario of scenarios.flatMap((one) => Array(options.repeat).fill(one))) {
      if (interruption.signal.aborted) break;
      const result = await runScenario(scenario, {
        layout,
        seed: options.seed,
        argv: Deno.args,
        version: VERSION,
        observer: (event) => reporter.event(event),
        signal: interruption.signal,
      });
      results.push(result);
      save(result, saveTo, reporter);
    }
  } finally {
    reporter.close();
  }
  return interruption.signal.aborted ? EXIT_STATUS.INTERRUPTED : statusOf(results);
}

/** Results are saved as each run ends, so that a later fault loses none. */
function save(result: ScenarioResult, dir: string | null, reporter: Reporter): void {
  if (dir !== null) reporter.saved(saveResult(result, { dir }));
}

function statusOf(results: readonly ScenarioResult[]): ExitStatus {
  const verdict: Verdict = foldVerdicts(results.map((result) => result.verdict));
  switch (verdict) {
    case "fail":
      return EXIT_STATUS.FAIL;
    case "inconclusive":
      return EXIT_STATUS.INCONCLUSIVE;
    case "pass":
    case "skip":
      return EXIT_STATUS.PASS;
  }
}
