import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ktstr, resultOf, taskPermissions } from "../support/ktstr_program.ts";
import { assertNothingLeft } from "../support/leftovers.ts";
import { systemTest } from "../support/system_test.ts";

const RUN = ["run", "steady", "--duration", "200ms"];

systemTest(
  "a writable cgroup",
  "a run works with exactly the permissions that its task declares",
  async () => {
    const permissions = taskPermissions();
    assert(permissions.includes("--no-prompt") && !permissions.includes("--allow-all"));
    const stateHome = await Deno.makeTempDir();
    try {
      const finished = await ktstr([...RUN, "--reporter", "json"], {
        permissions,
        env: { XDG_STATE_HOME: stateHome },
      });
      assertEquals(resultOf(finished).cgroups.flatMap((cgroup) => cgroup.reports).length, 4);
      assertEquals((await Array.fromAsync(Deno.readDir(`${stateHome}/ktstr/runs`))).length, 1);
      assertNothingLeft(finished.pid);
    } finally {
      await Deno.remove(stateHome, { recursive: true });
    }
  },
);

Deno.test("the tasks scenario and ktstr declare the same permissions", () => {
  assertEquals(taskPermissions("ktstr"), taskPermissions("scenario"));
});

for (const permission of taskPermissions().filter((flag) => flag.startsWith("--allow-"))) {
  const kind = permission.split("=")[0] ?? "";
  systemTest(
    "a writable cgroup",
    `a run without ${kind} says that this permission is missing`,
    async () => {
      const permissions = taskPermissions().filter((flag) => flag !== permission);
      const { code, stderr, pid } = await ktstr(RUN, { permissions });
      assertEquals(code, 69, stderr);
      assertStringIncludes(stderr, kind);
      assertEquals(stderr.includes("    at "), false, `a stack trace:\n${stderr}`);
      assertNothingLeft(pid);
    },
  );
}
