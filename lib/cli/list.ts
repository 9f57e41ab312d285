import { EXIT_STATUS, type ExitStatus } from "../errors/mod.ts";
import { printOutput, renderScenarioList } from "../report/mod.ts";
import { listScenarios } from "../scenario/mod.ts";
import type { Arguments, Command } from "./command.ts";

/** `ktstr list`: the scenarios that can be run by name. */
export const list: Command = {
  name: "list",
  summary: "List the scenarios that can be run by name.",
  usage: "[--json]",
  options: [{ name: "json", help: "Print JSON." }],
  examples: [{ line: "ktstr list", text: "Name, tags and description of each scenario." }],
  run(args: Arguments): Promise<ExitStatus> {
    const scenarios = listScenarios();
    printOutput(
      args.flag("json") ? `${JSON.stringify(scenarios, null, 2)}\n` : renderScenarioList(scenarios),
    );
    return Promise.resolve(EXIT_STATUS.PASS);
  },
};
