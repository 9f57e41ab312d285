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
import { shellQuote } from "../vm/mod.ts";
import { readWorkTypes } from "../workload/mod.ts";
import { guestCommandLine } from "./boot_guest.ts";
import type { Arguments, Command } from "./command.ts";
import { guestDirectory, refuseGuestOptions } from "./guest_options.ts";
import { Interruption } from "./interruption.ts";
import { list } from "./list.ts";
import { readRunOptions, RUN_OPTIONS, type RunOptions } from "./run_options.ts";
import { describeGuestRun, runInVm } from "./run_in_vm.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";
import { VERSION } from "./version.ts";

/** The statuses of a run that came to an end. */
const VERDICTS: readonly number[] = [
  EXIT_STATUS.PASS,
  EXIT_STATUS.FAIL,
  EXIT_STATUS.INCONCLUSIVE,
];

/** `ktstr run`: runs scenarios, here or in a virtual machine, and judges them. */
export const run: Command = {
  name: "run",
  summary: "Run scenarios, here or in a virtual machine, and judge the scheduler.",
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
    {
      line: "ktstr run steady --vm --topology 1n2l4c2t",
      text: "In a virtual machine with two caches, of four cores with two threads each.",
    },
  ],
  async run(args: Arguments): Promise<number> {
    if (args.flag("list")) return await list.run(args);
    const options = readRunOptions(args);
    if (!args.flag("vm")) refuseGuestOptions(args);
    const scenarios = loadScenarios(args.positionals, options);
    if (args.flag("dry-run")) {
      for (const scenario of scenarios) printOutput(renderPlan(scenario, outputLayout()));
      if (args.flag("vm")) await printGuestCommand(args, options);
      return EXIT_STATUS.PASS;
    }
    return await runAll(scenarios, options, args);
  },
};

async function printGuestCommand(args: Arguments, options: RunOptions): Promise<void> {
  await using scratch = await TemporaryDirectory.make();
  const guest = { ...describeGuestRun(args, options), directory: scratch.path };
  printOutput(`${shellQuote(await guestCommandLine(guest))}\n`);
}

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
): Promise<number> {
  const saveTo = args.flag("no-save") ? null : args.value("run-dir") ?? defaultRunDirectory();
  const reporter = createReporter(args.all("reporter"));
  using interruption = new Interruption();
  const { signal } = interruption;
  const results: ScenarioResult[] = [];
  const finish = (result: ScenarioResult): void => {
    results.push(result);
    save(result, saveTo, reporter);
  };
  try {
    if (args.flag("vm")) {
      await using scratch = saveTo === null ? await TemporaryDirectory.make() : null;
      const directory = scratch?.path ?? guestDirectory(args, "vm");
      const status = await runInVm(args, { options, directory, reporter, finish, signal });
      // What is no verdict is a failure of the run in the guest, which has said why.
      const isVerdict = results.length > 0 && VERDICTS.includes(status);
      return isVerdict ? statusOf(results) : status;
    }
    await runHere(scenarios, options, args, { reporter, finish, signal });
    return signal.aborted ? EXIT_STATUS.INTERRUPTED : statusOf(results);
  } finally {
    reporter.close();
  }
}

/** Where the events and the results of runs go, and what ends them. */
interface RunSinks {
  readonly reporter: Reporter;
  readonly finish: (result: ScenarioResult) => void;
  readonly signal: AbortSignal;
}

async function runHere(
  scenarios: readonly Scenario[],
  options: RunOptions,
  args: Arguments,
  { reporter, finish, signal }: RunSinks,
): Promise<void> {
  const cgroupRoot = args.value("cgroup-root");
  const layout = detectCgroups(cgroupRoot === undefined ? {} : { cgroupRoot });
  await cleanupDeadRuns(layout);
  for (const scenario of scenarios.flatMap((one) => Array(options.repeat).fill(one))) {
    if (signal.aborted) break;
    finish(
      await runScenario(scenario, {
        layout,
        seed: options.seed,
        argv: Deno.args,
        version: VERSION,
        observer: (event) => reporter.event(event),
        signal,
      }),
    );
  }
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
