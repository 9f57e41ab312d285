import { parseScenario, type Scenario } from "../../../lib/scenario/mod.ts";
import type { WorkTypeInfo } from "../../../lib/workload/mod.ts";

/** One type for each thing that a type can ask for. */
export const WORK_TYPES: readonly WorkTypeInfo[] = [
  {
    name: "SpinWait",
    summary: "",
    help: "",
    group_size: 1,
    params: [{ name: "spin_iters", kind: "count", default: 1024, min: 1, max: 1e9, help: "" }],
    samples: [],
  },
  { name: "YieldHeavy", summary: "", help: "", group_size: 1, params: [], samples: [] },
  {
    name: "PingPong",
    summary: "",
    help: "",
    group_size: 2,
    params: [
      { name: "pause", kind: "duration", default: 5_000_000, min: 1_000, max: 1e9, help: "" },
      { name: "region", kind: "size", default: 4096, min: 4096, max: 2 ** 30, help: "" },
    ],
    samples: ["wake"],
  },
];

/** A good file; the tests replace parts of it. */
export const GOOD = `name: mine
description: What it is.
tags: [basic]
duration: 5s
steps:
  - cgroups:
      - { name: cg_0, workers: 2, work: SpinWait }
`;

/** Reads the text of a file with the types of this fixture. */
export function parse(text: string): Scenario {
  return parseScenario(text, "my.yaml", { workTypes: WORK_TYPES });
}

/** Replaces the line of the first cgroup. */
export function withCgroup(line: string, more: string = ""): string {
  return GOOD.replace("{ name: cg_0, workers: 2, work: SpinWait }", line) + more;
}
