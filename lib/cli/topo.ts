import { EXIT_STATUS, type ExitStatus } from "../errors/mod.ts";
import { printOutput, renderTopology } from "../report/mod.ts";
import { readTopology } from "../topology/mod.ts";
import type { Arguments, Command } from "./command.ts";

/** `ktstr topo`: what the machine looks like to a scheduler. */
export const topo: Command = {
  name: "topo",
  summary: "Show the CPUs of this machine, their caches and NUMA nodes.",
  usage: "[--json]",
  options: [{ name: "json", help: "Print JSON." }],
  examples: [
    { line: "ktstr topo", text: "Nodes, last-level caches, cores and CPUs as a tree." },
    { line: "ktstr topo --json", text: "The same for programs." },
  ],
  run(args: Arguments): Promise<ExitStatus> {
    const topology = readTopology();
    printOutput(
      args.flag("json") ? `${JSON.stringify(topology, null, 2)}\n` : renderTopology(topology),
    );
    return Promise.resolve(EXIT_STATUS.PASS);
  },
};
