import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type CgroupFacts, chooseLayout } from "../../../lib/cgroup/choose_layout.ts";
import { parseMountInfo } from "../../../lib/cgroup/mount_info.ts";
import { UnavailableError, UsageError } from "../../../lib/errors/mod.ts";

const ROOT = "/sys/fs/cgroup";
const PURE_V2 =
  `28 25 0:25 / ${ROOT} rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw`;
const HYBRID = [
  `31 23 0:28 / ${ROOT} rw,relatime - tmpfs tmpfs rw,mode=755`,
  `34 31 0:31 / ${ROOT}/cpuset rw,relatime - cgroup cgroup rw,cpuset`,
  `35 31 0:32 / ${ROOT}/memory rw,relatime - cgroup cgroup rw,memory`,
  `41 31 0:38 / ${ROOT}/unified rw,relatime - cgroup2 cgroup2 rw`,
].join("\n");

interface FakeFacts {
  mountinfo: string;
  ownV2?: string;
  ownCpuset?: string;
  /** Directories that can be written. */
  writable: readonly string[];
  /** Controllers of every v2 cgroup. */
  controllers?: readonly string[];
  /** Directories that are v2 cgroups, besides the mount points. */
  v2?: readonly string[];
}

function factsOf(fake: FakeFacts): CgroupFacts {
  const mounts = parseMountInfo(fake.mountinfo);
  const points = mounts.filter(({ fsType }) => fsType === "cgroup2").map((m) => m.mountPoint);
  return {
    mounts,
    ownV2: fake.ownV2 ?? null,
    ownCpuset: fake.ownCpuset ?? null,
    isV2: (directory) => points.includes(directory) || fake.v2?.includes(directory) === true,
    isRoot: (directory) => points.includes(directory),
    isWritable: (directory) => fake.writable.includes(directory),
    controllersOf: () => fake.controllers ?? [],
  };
}

const USER = "/user.slice/user-1000.slice/user@1000.service";

Deno.test("chooseLayout() takes the root of a pure v2 hierarchy for those who can write it", () => {
  const layout = chooseLayout(factsOf({
    mountinfo: PURE_V2,
    ownV2: "/user.slice/session-1.scope",
    writable: [ROOT, `${ROOT}/user.slice/session-1.scope`],
    controllers: ["cpuset", "cpu", "memory"],
  }));
  assertEquals(layout, {
    mode: "v2",
    base: ROOT,
    delegated: false,
    controllers: ["cpuset", "cpu", "memory"],
    cpuset: { version: 2 },
    runnerCpuset: null,
  });
});

Deno.test("chooseLayout() takes the own cgroup of an ordinary user in a delegated scope", () => {
  const own = `${USER}/app.slice/run-1.scope`;
  const layout = chooseLayout(factsOf({
    mountinfo: PURE_V2,
    ownV2: own,
    writable: [`${ROOT}${own}`, `${ROOT}${USER}/app.slice`, `${ROOT}${USER}`],
    controllers: ["cpu", "memory", "pids"],
  }));
  assertEquals(layout.base, `${ROOT}${own}`);
  assertEquals(layout.delegated, true);
  assertEquals(layout.cpuset, null);
});

Deno.test("chooseLayout() goes up to the nearest writable cgroup", () => {
  const layout = chooseLayout(factsOf({
    mountinfo: PURE_V2,
    ownV2: "/a/b/c/d",
    writable: [`${ROOT}/a`, `${ROOT}/a/b`],
  }));
  assertEquals(layout.base, `${ROOT}/a/b`);
});

for (const inside of ["ktstr-12", "ktstr-12-2/cg_0", "ktstr-host"]) {
  Deno.test(`chooseLayout() makes no run inside of ${inside}`, () => {
    const layout = chooseLayout(factsOf({
      mountinfo: PURE_V2,
      ownV2: `/scope/${inside}`,
      writable: [`${ROOT}/scope`, `${ROOT}/scope/${inside}`, `${ROOT}/scope/ktstr-12-2`],
    }));
    assertEquals(layout.base, `${ROOT}/scope`);
  });
}

Deno.test("chooseLayout() makes cpusets in the v1 hierarchy of a hybrid machine", () => {
  const layout = chooseLayout(factsOf({
    mountinfo: HYBRID,
    ownV2: "/",
    ownCpuset: "/shield",
    writable: [`${ROOT}/unified`, `${ROOT}/cpuset`],
    controllers: ["hugetlb"],
  }));
  assertEquals(layout, {
    mode: "hybrid",
    base: `${ROOT}/unified`,
    delegated: false,
    controllers: ["hugetlb", "cpuset"],
    cpuset: { version: 1, base: `${ROOT}/cpuset` },
    runnerCpuset: `${ROOT}/cpuset/shield`,
  });
});

Deno.test("chooseLayout() has no cpusets where the v1 hierarchy cannot be written", () => {
  const layout = chooseLayout(factsOf({
    mountinfo: HYBRID,
    ownV2: "/mine",
    ownCpuset: "/",
    writable: [`${ROOT}/unified/mine`],
  }));
  assertEquals(layout.mode, "hybrid");
  assertEquals(layout.cpuset, null);
  assertEquals(layout.runnerCpuset, `${ROOT}/cpuset`);
});

Deno.test("chooseLayout() sees its own cgroup through a container's partial mount", () => {
  const layout = chooseLayout(factsOf({
    mountinfo: `9 8 0:25 /docker/abc ${ROOT} ro - cgroup2 cgroup rw`,
    ownV2: "/docker/abc/inner",
    writable: [`${ROOT}/inner`],
  }));
  assertEquals(layout.base, `${ROOT}/inner`);
});

Deno.test("chooseLayout() prefers the mount that shows its own cgroup", () => {
  const mountinfo = [
    "8 7 0:25 /other /mnt/other rw - cgroup2 cgroup2 rw",
    PURE_V2,
  ].join("\n");
  const layout = chooseLayout(factsOf({
    mountinfo,
    ownV2: "/own",
    writable: ["/mnt/other", ROOT],
  }));
  assertEquals(layout.base, ROOT);
});

Deno.test("chooseLayout() leaves a mount that only lists what another one covers", () => {
  const facts = factsOf({ mountinfo: PURE_V2, ownV2: "/", writable: [ROOT] });
  assertThrows(() => chooseLayout({ ...facts, isV2: () => false }), UnavailableError);
});

Deno.test("chooseLayout() names three ways out when nothing can be written", () => {
  const error = assertThrows(
    () =>
      chooseLayout(factsOf({
        mountinfo: PURE_V2,
        ownV2: "/user.slice/session-1.scope",
        writable: [],
      })),
    UnavailableError,
  );
  assertEquals(error.exitStatus, 69);
  assertStringIncludes(error.message, `neither ${ROOT} nor the cgroup of this process`);
  assertStringIncludes(error.message, "/user.slice/session-1.scope");
  assertStringIncludes(error.message, "run as root");
  assertStringIncludes(error.message, "systemd-run --user --scope -p Delegate=yes");
  assertStringIncludes(error.message, "add --vm");
});

Deno.test("chooseLayout() never takes an ancestor outside of the mount", () => {
  assertThrows(
    () =>
      chooseLayout(factsOf({
        mountinfo: PURE_V2,
        ownV2: "/../outside",
        writable: ["/sys/fs", `${ROOT}/..`, `${ROOT}/outside`],
      })),
    UnavailableError,
  );
});

Deno.test("chooseLayout() says how to mount v2 where it is not mounted", () => {
  const error = assertThrows(
    () => chooseLayout(factsOf({ mountinfo: HYBRID.split("\n", 3).join("\n"), writable: [] })),
    UnavailableError,
  );
  assertStringIncludes(error.message, "no cgroup v2 hierarchy is mounted");
  assertStringIncludes(error.message, "-t cgroup2");
});

Deno.test("chooseLayout() takes the cgroup that the user asks for", () => {
  const asked = `${ROOT}/lab`;
  const facts = factsOf({
    mountinfo: PURE_V2,
    ownV2: "/",
    writable: [ROOT, asked],
    v2: [asked],
    controllers: ["cpuset"],
  });
  const layout = chooseLayout(facts, asked);
  assertEquals(layout.base, asked);
  assertEquals(layout.delegated, true);
});

Deno.test("chooseLayout() refuses a directory that is no v2 cgroup", () => {
  const facts = factsOf({ mountinfo: PURE_V2, ownV2: "/", writable: [ROOT, "/tmp"] });
  const error = assertThrows(() => chooseLayout(facts, "/tmp"), UsageError);
  assertEquals(error.exitStatus, 64);
  assertStringIncludes(error.message, "--cgroup-root /tmp is not a directory of cgroup v2");
  assertStringIncludes(error.message, `at or below ${ROOT}`);
});

Deno.test("chooseLayout() refuses a cgroup that the user asks for and cannot write", () => {
  const facts = factsOf({ mountinfo: PURE_V2, writable: [], v2: [`${ROOT}/lab`] });
  const error = assertThrows(() => chooseLayout(facts, `${ROOT}/lab`), UnavailableError);
  assertStringIncludes(error.message, `${ROOT}/lab is not writable`);
  assertStringIncludes(error.message, "run as root");
});
