import { assertEquals } from "@std/assert";
import { runProgram } from "./program.ts";
import { machine, noCpusets, Sandbox } from "./sandbox.ts";

interface Whereabouts {
  inBase: boolean;
  inLeaf: boolean;
  leaf: boolean;
  shellInBase: boolean;
  shellInLeaf: boolean;
}

interface Delegated {
  before: Whereabouts;
  during: Whereabouts;
  enabled: string;
  whileRunning: Whereabouts;
  after: Whereabouts;
}

const HOME: Whereabouts = {
  inBase: true,
  inLeaf: false,
  leaf: false,
  shellInBase: true,
  shellInLeaf: false,
};
const AWAY: Whereabouts = {
  inBase: false,
  inLeaf: true,
  leaf: true,
  shellInBase: false,
  shellInLeaf: true,
};

/** Moves a shell into a cgroup and has it start a command; the shell stays meanwhile. */
const shellIn = (base: string) => [
  "sh",
  "-c",
  `echo $$ > ${base}/cgroup.procs; "$@"; true`,
  "sh",
];

// Any controller that forbids processes beside child cgroups will do.
const can = machine?.controllers.includes("hugetlb") === true;

Deno.test({
  name: `a base with processes gives up its own for as long as runs use controllers${
    can ? "" : " (SKIP: no v2 hierarchy with the hugetlb controller)"
  }`,
  ignore: !can,
  async fn() {
    await using sandbox = new Sandbox();
    const { base } = sandbox.v2;
    const parent = `${base}/..`;
    const had = Deno.readTextFileSync(`${parent}/cgroup.subtree_control`).includes("hugetlb");
    Deno.writeTextFileSync(`${parent}/cgroup.subtree_control`, "+hugetlb", { create: false });
    try {
      const result = await runProgram<Delegated>(["delegated", base], shellIn(base));
      assertEquals(result, {
        before: HOME,
        during: AWAY,
        enabled: "hugetlb",
        whileRunning: AWAY,
        after: HOME,
      });
    } finally {
      if (!had) {
        Deno.writeTextFileSync(`${parent}/cgroup.subtree_control`, "-hugetlb", { create: false });
      }
    }
  },
});

interface DelegatedRun {
  during: Whereabouts;
  placed: number;
  allowed: string;
  whileSecond: Whereabouts;
  signal: string;
  after: Whereabouts;
}

Deno.test({
  name: `RunCgroups has cpusets in a base with processes, and brings them back${noCpusets}`,
  ignore: machine?.cpuset == null,
  async fn() {
    await using sandbox = new Sandbox();
    const { base } = sandbox.v2;
    // Only on v2 do controllers and processes exclude each other.
    const expected = machine?.cpuset?.version === 2 ? AWAY : HOME;
    assertEquals(
      await runProgram<DelegatedRun>(["run", base, JSON.stringify(sandbox.layout)], shellIn(base)),
      {
        during: expected,
        placed: 1,
        allowed: "0",
        whileSecond: expected,
        signal: "SIGKILL",
        after: HOME,
      },
    );
  },
});
