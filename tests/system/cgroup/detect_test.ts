import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type CgroupLayout, detectCgroups } from "../../../lib/cgroup/mod.ts";
import { type DenoPlace, runProgram } from "./program.ts";
import { machine, noCgroups, Sandbox } from "./sandbox.ts";

const ignore = machine === null;

type Detected = CgroupLayout & { readonly name?: string; readonly message?: string };

Deno.test({
  name: `detectCgroups() agrees with what is mounted here${noCgroups}`,
  ignore,
  fn() {
    const layout = detectCgroups();
    const line = Deno.readTextFileSync("/proc/self/mountinfo").split("\n")
      .find((mount) => mount.includes(" - cgroup2 ")) ?? "";
    assert(layout.base.startsWith(line.split(" ")[4] ?? "?"));
    const offered = Deno.readTextFileSync(`${layout.base}/cgroup.controllers`).trim().split(/\s+/)
      .filter(Boolean);
    assertEquals(layout.controllers.slice(0, offered.length), offered);
    assertEquals(layout.mode === "hybrid", !offered.includes("cpuset") && layout.cpuset !== null);
  },
});

Deno.test({
  name: `detectCgroups() takes the cgroup that it is told${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    const layout = detectCgroups({
      cgroupRoot: `${sandbox.v2.base}/../${sandbox.v2.base.split("/").at(-1)}/`,
    });
    assertEquals(layout.base, sandbox.v2.base);
    assertEquals(layout.delegated, true);
  },
});

Deno.test({
  name: `detectCgroups() refuses directories that are no v2 cgroup${noCgroups}`,
  ignore,
  async fn() {
    await using sandbox = new Sandbox();
    for (const cgroupRoot of ["/nonexistent", "/tmp", sandbox.v1?.base ?? "/proc"]) {
      const { name, message } = await runProgram<Detected>(["detect", cgroupRoot]);
      assertEquals(name, "UsageError");
      assertStringIncludes(message ?? "", `--cgroup-root ${cgroupRoot} is not a directory of`);
    }
  },
});

const canUnshare = machine !== null &&
  (await new Deno.Command("unshare", { args: ["-m", "true"] }).output().catch(() => null))
      ?.success === true;
const noUnshare = canUnshare ? "" : " (SKIP: cannot make a mount namespace)";

/** Runs the program in a mount namespace of its own, after some shell commands. */
function detectAfter(script: string): Promise<Detected> {
  return runProgram<Detected>(["detect"], [
    "unshare",
    "-m",
    "sh",
    "-ec",
    `${script}; exec "$@"`,
    "sh",
  ]);
}

Deno.test({
  name: `detectCgroups() names the ways out where the hierarchy is read-only${noUnshare}`,
  ignore: !canUnshare,
  async fn() {
    const base = machine?.base ?? "";
    const { name, message } = await detectAfter(`mount -o remount,ro,bind ${base}`);
    assertEquals(name, "UnavailableError");
    assertStringIncludes(message ?? "", "systemd-run --user --scope");
    assertStringIncludes(message ?? "", "--vm");
  },
});

Deno.test({
  name: `detectCgroups() finds a writable part in a read-only hierarchy${noUnshare}`,
  ignore: !canUnshare,
  async fn() {
    await using sandbox = new Sandbox();
    const { base } = sandbox.v2;
    const detected = await detectAfter(
      `mount --bind ${base} ${base}; mount -o remount,ro,bind ${machine?.base}`,
    );
    assertEquals(detected.base, base);
    assertEquals(detected.delegated, true);
  },
});

Deno.test({
  name: `detectCgroups() sees through a file system mounted over the hierarchy${noUnshare}`,
  ignore: !canUnshare,
  async fn() {
    const { message } = await detectAfter(`mount -t tmpfs none ${machine?.base}`);
    assertStringIncludes(message ?? "", "no cgroup v2 hierarchy is mounted");
  },
});

/** The user `nobody` has this id on every distribution. */
const NOBODY = 65534;
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];

/** A place that an ordinary user can start Deno from, or `null` when there can be none. */
async function placeForNobody(): Promise<(DenoPlace & AsyncDisposable) | null> {
  const dir = await Deno.makeTempDir({ prefix: "ktstr-nobody-" });
  const cache = join(dir, "cache");
  const deno = join(dir, "deno");
  const place = {
    deno,
    env: { DENO_DIR: cache, HOME: dir },
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
  try {
    await Deno.chmod(dir, 0o755);
    await Deno.mkdir(cache);
    await Deno.chown(cache, NOBODY, NOBODY);
    await Deno.link(Deno.execPath(), deno).catch(() => Deno.copyFile(Deno.execPath(), deno));
    await runProgram(["detect"], AS_NOBODY, place);
    return place;
  } catch {
    await place[Symbol.asyncDispose]();
    return null;
  }
}

Deno.test({
  name: `detectCgroups() serves an ordinary user only where something is delegated${noCgroups}`,
  ignore,
  async fn(t) {
    await using place = await placeForNobody();
    const ordinary = {
      ignore: place === null,
      why: place === null ? " (SKIP: user nobody cannot start Deno here)" : "",
    };
    await using sandbox = new Sandbox();
    const { base } = sandbox.v2;
    const detect = (command: string[] = []) =>
      runProgram<Detected>(["detect"], [...command, ...AS_NOBODY], place ?? { deno: "" });

    await t.step({
      name: `no cgroup is writable${ordinary.why}`,
      ignore: ordinary.ignore,
      async fn() {
        const { name, message } = await detect();
        assertEquals(name, "UnavailableError");
        assertStringIncludes(message ?? "", "run as root");
      },
    });

    const inside = ["sh", "-ec", `echo $$ > ${base}/inner/cgroup.procs; exec "$@"`, "sh"];
    sandbox.v2.make("inner");

    await t.step({
      name: `being in a cgroup is not enough${ordinary.why}`,
      ignore: ordinary.ignore,
      async fn() {
        assertEquals((await detect(inside)).name, "UnavailableError");
      },
    });

    for (const file of ["", "/cgroup.procs", "/cgroup.subtree_control"]) {
      Deno.chownSync(`${base}${file}`, NOBODY, NOBODY);
    }
    await t.step({
      name: `an ancestor of its own cgroup is delegated${ordinary.why}`,
      ignore: ordinary.ignore,
      async fn() {
        const detected = await detect(inside);
        assertEquals(detected.base, base);
        assertEquals(detected.delegated, true);
        if (detected.mode === "hybrid") assertEquals(detected.cpuset, null);
      },
    });
    sandbox.v2.tryRemove("inner");
  },
});
