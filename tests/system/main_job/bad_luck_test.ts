import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT, taskPermissions } from "../support/ktstr_program.ts";
import { livingWorkersOf, runRootsOf } from "../support/leftovers.ts";
import { systemTest } from "../support/system_test.ts";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ktstr` in a mount namespace of its own, after some preparation by the shell. */
async function ktstrAfter(preparation: string, ...args: string[]): Promise<Ended> {
  const deno = [Deno.execPath(), "run", ...taskPermissions(), "main.ts", ...args];
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: ["--mount", "sh", "-ec", `${preparation}; exec "$@"`, "sh", ...deno],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

function assertThreeWaysOut({ code, stdout, stderr }: Ended): void {
  assertEquals(code, 69, stderr);
  for (const way of ["root", "systemd-run", "--vm"]) assertStringIncludes(stderr, way);
  assertEquals(stdout, "");
  assertEquals(stderr.includes("    at "), false, stderr);
}

const RUN = ["run", "steady", "--duration", "200ms", "--no-save"];

systemTest(
  "root",
  "without any cgroup hierarchy a run ends with 69 and the three ways out",
  async () => {
    assertThreeWaysOut(await ktstrAfter("mount -t tmpfs none /sys/fs/cgroup", ...RUN));
  },
);

systemTest(
  "root",
  "with a read-only cgroup hierarchy a run ends with 69 and the three ways out",
  async () => {
    const readOnly = "for m in $(awk '$3 ~ /^cgroup/ {print $2}' /proc/mounts); " +
      'do mount -o remount,bind,ro "$m"; done';
    assertThreeWaysOut(await ktstrAfter(readOnly, ...RUN));
  },
);

systemTest("root", "an unbuilt project says how to build it", async () => {
  const { code, stderr } = await ktstrAfter("mount -t tmpfs none build", ...RUN);
  assertEquals(code, 69, stderr);
  assertStringIncludes(stderr, "deno task build");
});

systemTest(
  "root",
  "a fork limit that is reached ends with 69, says so, and leaves nothing",
  async () => {
    const group = "/sys/fs/cgroup/pids/ktstr-test-limit";
    await Deno.mkdir(group);
    try {
      // Room for the runner with its threads, not for a hundred workers.
      await Deno.writeTextFile(`${group}/pids.max`, "60");
      const enter = `echo $$ > ${group}/cgroup.procs`;
      const { code, stderr } = await ktstrAfter(enter, ...RUN, "--workers", "100");
      assertEquals(code, 69, stderr);
      assertStringIncludes(stderr, "EAGAIN");
      assertEquals((await Deno.readTextFile(`${group}/cgroup.procs`)).trim(), "", "still there");
    } finally {
      await Deno.remove(group);
    }
  },
);

systemTest("a writable cgroup", "two runs at once do not meet", async () => {
  const runs = await Promise.all([1, 2].map(async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...taskPermissions(), "main.ts", ...RUN, "--reporter", "json"],
      cwd: ROOT,
      stderr: "null",
      stdout: "piped",
    }).spawn();
    const { stdout } = await child.output();
    return { pid: child.pid, result: JSON.parse(new TextDecoder().decode(stdout)) };
  }));
  for (const { pid, result } of runs) {
    const reports = result.cgroups.flatMap((cgroup: { reports: unknown[] }) => cgroup.reports);
    assert(
      reports.length === 4 && reports.every((report: { completed: boolean }) => report.completed),
    );
    assertEquals([livingWorkersOf(pid), runRootsOf(pid)], [[], []]);
  }
});
