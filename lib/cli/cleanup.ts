import { cleanupDeadRuns, detectCgroups } from "../cgroup/mod.ts";
import { EXIT_STATUS, type ExitStatus } from "../errors/mod.ts";
import { printOutput } from "../report/mod.ts";
import type { Arguments, Command } from "./command.ts";
import { CGROUP_ROOT } from "./run_options.ts";

/** `ktstr cleanup`: what runs left behind that were killed. */
export const cleanup: Command = {
  name: "cleanup",
  summary: "Remove the cgroups of runs that were killed; live runs are left alone.",
  usage: "[--cgroup-root PATH]",
  options: [CGROUP_ROOT],
  examples: [{ line: "ktstr cleanup", text: "Remove what dead runs left, and say what it was." }],
  async run(args: Arguments): Promise<ExitStatus> {
    const cgroupRoot = args.value("cgroup-root");
    const layout = detectCgroups(cgroupRoot === undefined ? {} : { cgroupRoot });
    const { removed, left } = await cleanupDeadRuns(layout);
    const lines = [
      ...removed.map((path) => `removed ${path}`),
      ...left.map(({ path, reason }) => `left ${path}: ${reason}`),
    ];
    printOutput(lines.length === 0 ? "Nothing to clean up\n" : `${lines.join("\n")}\n`);
    return EXIT_STATUS.PASS;
  },
};
