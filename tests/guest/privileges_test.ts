import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createKernelDirectory, removeKernelDirectory } from "../../lib/native/mod.ts";
import { ktstr, resultOf, ROOT, taskPermissions } from "../system/support/ktstr_program.ts";
import { assertSound, inGuest } from "./guest.ts";
import { assertNothingLeft } from "./leftovers.ts";
import { ktstrAsUser, USER } from "./ordinary_user.ts";
import { withScenario } from "./scenario_file.ts";

const RUN = ["run", "--no-save", "--reporter", "json", "--duration", "1s"];

/** What cgroup v2 lets the owner of a delegated subtree write. */
const DELEGATED_FILES = ["", "/cgroup.procs", "/cgroup.threads", "/cgroup.subtree_control"];

/** A subtree as a systemd scope with `Delegate=yes` has it. */
async function delegate(): Promise<Disposable & { readonly path: string }> {
  const path = "/sys/fs/cgroup/delegated";
  createKernelDirectory(path);
  const files = DELEGATED_FILES.map((file) => path + file);
  const args = [`${USER.uid}:${USER.gid}`, ...files];
  const { success } = await new Deno.Command("chown", { args }).output();
  assert(success, `chown ${args.join(" ")}`);
  // Fails while anything is left in it, and that is to be noticed.
  return { path, [Symbol.dispose]: () => removeKernelDirectory(path) };
}

Deno.test({
  ...inGuest("ktstr run works as an ordinary user in a delegated subtree, cpusets included"),
  async fn() {
    using scope = await delegate();
    const finished = await withScenario(
      [{ name: "cg_0", cpus: [0] }],
      2,
      (file) => ktstrAsUser([...RUN, file], { cgroup: scope.path }),
    );
    assertMatch(finished.stderr, new RegExp(`^${USER.uid}\n`));
    const result = resultOf(finished);
    assertSound(finished, result);
    assertEquals(result.cgroups.map(({ cpuset, reports }) => [cpuset, reports.length]), [["0", 2]]);
    assertNothingLeft(finished.pid);
  },
});

const WAYS_OUT = ["run as root", "delegated systemd scope", "--vm"];

Deno.test({
  ...inGuest("ktstr run names the ways out when an ordinary user has no writable cgroup"),
  async fn() {
    const finished = await ktstrAsUser([...RUN, "steady"]);
    assertEquals([finished.code, finished.stdout], [69, ""], finished.stderr);
    assertStringIncludes(finished.stderr, "Cannot make cgroups");
    for (const way of WAYS_OUT) assertStringIncludes(finished.stderr, way);
    assertNothingLeft(finished.pid);
  },
});

Deno.test({
  ...inGuest("ktstr run names the ways out when root has cgroups that are read-only"),
  async fn() {
    // As in a container: a mount namespace of its own, and nothing of it outside.
    const readOnly = 'mount -o remount,ro,bind /sys/fs/cgroup && exec "$@"';
    const { code, stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...["-m", "sh", "-c", readOnly, "sh", Deno.execPath(), "run", ...taskPermissions()],
        ...["main.ts", ...RUN, "steady"],
      ],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals([code, stdout.length], [69, 0], said);
    assertStringIncludes(said, "Cannot make cgroups");
    for (const way of WAYS_OUT) assertStringIncludes(said, way);
    assertEquals((await ktstr(["cleanup"])).code, 0, "the namespace had an effect outside");
  },
});
