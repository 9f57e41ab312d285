import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { parseMachineTopology } from "../../lib/topology/mod.ts";
import { defaultCacheDir, runInGuest } from "../../lib/vm/mod.ts";
import { type Finished, ktstr, resultOf, startKtstr } from "../system/support/ktstr_program.ts";
import { assertNothingLeft } from "../system/support/leftovers.ts";
import { until } from "../system/support/until.ts";
import { SKIP_REASON, SKIPS } from "./can_boot.ts";

/** Time for a guest to be up, in ms: an emulated one on a busy machine. */
const UP_MS = 120_000;

function guestTest(name: string, fn: (runs: string) => Promise<void>): void {
  Deno.test({
    name: name + SKIP_REASON,
    ignore: SKIPS,
    fn: async () => {
      const runs = await Deno.makeTempDir({ prefix: "runs-" });
      try {
        await fn(runs);
      } finally {
        await Deno.remove(runs, { recursive: true });
      }
    },
  });
}

/** Asserts that a finished `ktstr` has left no QEMU and no file but the console. */
function assertGuestGone({ pid }: Finished): void {
  assertEquals(qemusOf(pid), [], "QEMU is left");
  const staging = join(defaultCacheDir(), "guests");
  const mine = [...Deno.readDirSync(staging)].filter(({ name }) => lockedBy(join(staging, name)));
  assertEquals(mine, [], "an image is left");
  assertNothingLeft(pid);
}

/** Nobody holds the lock of what a dead maker has left. */
function lockedBy(directory: string): boolean {
  try {
    using lock = Deno.openSync(join(directory, "lock"), { write: true });
    return lock.tryLockSync(true);
  } catch {
    return false;
  }
}

/** Processes of QEMU whose parent is a process. */
function qemusOf(parent: number): number[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name))
    .map(({ name }) => Number(name))
    .filter((pid) => {
      try {
        const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
        return stat.includes("(qemu-system") && stat.split(") ")[1]?.split(" ")[1] === `${parent}`;
      } catch {
        // Gone in between.
        return false;
      }
    });
}

guestTest("ktstr vm ends with the status of its command", async (runs) => {
  for (const [script, status] of [["true", 0], ["exit 3", 3], ["kill -TERM $$", 143]] as const) {
    const finished = await ktstr(["vm", "--run-dir", runs, "--", "sh", "-c", script]);
    assertEquals(finished.code, status, finished.stderr);
    assertStringIncludes(finished.stderr, "vm: QEMU ");
    assertGuestGone(finished);
  }
});

guestTest("ktstr vm passes on output as it is, and says what is not there", async (runs) => {
  const script = "printf 'a\\377b'; echo err >&2; nproc";
  const finished = await ktstr([
    ...["vm", "--run-dir", runs, "--topology", "1n1l2c1t", "--", "sh", "-c", script],
  ]);
  assertEquals(finished.stdout, "a\ufffdb2\n");
  assertMatch(finished.stderr, /^err$/m);
  const missing = await ktstr(["vm", "--run-dir", runs, "--", "no-such-program"]);
  assertEquals(missing.code, 127);
  assertStringIncludes(missing.stderr, "could not be started");
  assertGuestGone(missing);
});

guestTest("ktstr vm names a panic, with the console, and ends with 70", async (runs) => {
  const script = "echo c > /proc/sysrq-trigger";
  const finished = await ktstr(["vm", "--run-dir", runs, "--", "sh", "-c", script]);
  assertEquals(finished.code, 70, finished.stderr);
  assertStringIncludes(finished.stderr, "The guest's kernel panicked: sysrq triggered crash");
  const [run] = await Array.fromAsync(Deno.readDir(runs));
  const path = join(runs, run?.name ?? "", "serial.log");
  assertStringIncludes(finished.stderr, path);
  assertStringIncludes(await Deno.readTextFile(path), "Kernel panic");
  assertGuestGone(finished);
});

guestTest("ktstr vm does not trust a command in a kernel with a fault", async (runs) => {
  const say = (
    text: string,
  ) => ["vm", "--run-dir", runs, "--", "sh", "-c", `echo '${text}' >/dev/kmsg`];
  const faulty = await ktstr(say("<1>BUG: unable to handle page fault for address: 0"));
  assertEquals(faulty.code, 70, faulty.stderr);
  const warned = await ktstr(say("<4>WARNING: CPU: 0 PID: 1 at kernel/x.c:1"));
  assertEquals(warned.code, 0, warned.stderr);
  assertStringIncludes(warned.stderr, "note: the guest's kernel reports (warning)");
});

guestTest("ktstr vm ends a command that takes too long", async (runs) => {
  const args = ["vm", "--run-dir", runs, "--vm-timeout", "6s", "--", "sleep", "600"];
  const finished = await ktstr(args);
  assertEquals(finished.code, 70, finished.stderr);
  assertStringIncludes(finished.stderr, "ended after 6 s, the time that it was given");
  assertGuestGone(finished);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  guestTest(`ktstr vm leaves nothing behind after ${signal}`, async (runs) => {
    const { pid, finished } = startKtstr(["vm", "--run-dir", runs, "--", "sleep", "600"]);
    await until("QEMU runs", () => qemusOf(pid).length > 0, UP_MS);
    Deno.kill(pid, signal);
    const ended = await finished;
    assertEquals(ended.code, 130, ended.stderr);
    assertGuestGone(ended);
  });
}

guestTest("ktstr vm takes QEMU with it when it is killed", async (runs) => {
  const { pid, finished } = startKtstr(["vm", "--run-dir", runs, "--", "sleep", "600"]);
  const [qemu = 0] = await until("QEMU runs", () => {
    const found = qemusOf(pid);
    return found.length > 0 && found;
  }, UP_MS);
  Deno.kill(pid, "SIGKILL");
  await finished;
  await until("QEMU is gone", () => {
    try {
      return /\) [ZX] /.test(Deno.readTextFileSync(`/proc/${qemu}/stat`));
    } catch {
      return true;
    }
  });
});

guestTest("ktstr vm --dry-run prints the command line of QEMU and starts none", async () => {
  const finished = await ktstr(["vm", "--dry-run", "--topology", "2n2l2c1t", "--", "true"]);
  assertEquals(finished.code, 0, finished.stderr);
  assertMatch(
    finished.stdout,
    /^\S*qemu-system-x86_64 .*-smp 4,sockets=2,dies=1,cores=2,threads=1 /,
  );
  assertGuestGone(finished);
});

Deno.test("ktstr vm without QEMU says which package has it", async () => {
  const path = await Deno.makeTempDir();
  try {
    const { code, stderr } = await ktstr(["vm", "--", "true"], {
      permissions: ["--allow-all"],
      env: { PATH: path },
    });
    assertEquals(code, 69);
    assertStringIncludes(stderr, "Install qemu-system-x86 (Debian, Ubuntu)");
  } finally {
    await Deno.remove(path);
  }
});

guestTest("ktstr vm without a kernel says how to get one", async () => {
  const cache = await Deno.makeTempDir();
  try {
    const { code, stderr } = await ktstr(["vm", "--", "true"], { env: { XDG_CACHE_HOME: cache } });
    assertEquals(code, 69, stderr);
    assertStringIncludes(stderr, "ktstr kernel fetch");
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

guestTest("run --vm reports a run in the guest as one here, and saves it here", async (runs) => {
  const file = join(runs, "mine.yaml");
  await Deno.writeTextFile(
    file,
    `name: mine
description: For a test.
duration: 200ms
steps:
  - cgroups:
      - { name: cg_0, workers: 1, work: SpinWait, cpuset: "2-3" }
checks: { max_gap_ms: false }
`,
  );
  const args = [
    ...["run", file, "--vm", "--topology", "1n2l2c1t", "--run-dir", runs, "--seed", "5"],
    ...["--reporter", "json"],
  ];
  const finished = await ktstr(args);
  const result = resultOf(finished);
  assertEquals(finished.code, 0, finished.stderr);
  assertEquals([result.scenario, result.seed, result.verdict], ["mine", 5, "pass"]);
  assertEquals(result.argv, args);
  assertEquals(result.environment.topology.llcs, 2);
  assertEquals(result.environment.cgroup_mode, "v2");
  assertEquals(result.cgroups[0]?.cpuset, "2-3");
  assertMatch(finished.stderr, /^mine: hold, 1 worker$/m);
  const saved = (await Array.fromAsync(Deno.readDir(runs))).map(({ name }) => name);
  assert(saved.some((name) => /-mine-\d+$/.test(name)), `no result in ${saved}`);
  assert(saved.some((name) => /-vm-\d+$/.test(name)), `no console in ${saved}`);
  assertGuestGone(finished);
});

guestTest("runInGuest gives a program its user, cgroup, events and files", async (runs) => {
  const out: string[] = [];
  const events: string[] = [];
  const decoder = new TextDecoder();
  const script = `id -u; cat /proc/self/cgroup; cat /sys/fs/cgroup/mine/cgroup.controllers
    echo '{"n":1}' > $KTSTR_EVENTS; mkdir /tmp/out; echo kept > /tmp/out/file; echo $WORD; pwd`;
  const end = await runInGuest({
    machine: parseMachineTopology("1n1l1c1t"),
    command: ["sh", "-c", script],
    env: { WORD: "two words" },
    cwd: "/tmp",
    image: "bare",
    uid: 1000,
    cgroup: "mine",
    collect: ["/tmp/out"],
    directory: runs,
    onStdout: (bytes) => void out.push(decoder.decode(bytes)),
    onStderr: (bytes) => void out.push(decoder.decode(bytes)),
    onEvent: (line) => void events.push(line),
  });
  assertEquals(end, { kind: "exited", code: 0 }, out.join(""));
  const lines = out.join("").trim().split("\n");
  assertEquals([lines[0], lines[1], ...lines.slice(-2)], ["1000", "0::/mine", "two words", "/tmp"]);
  assertMatch(lines[2] ?? "", /cpuset.*cpu.*memory/);
  assertEquals(events, ['{"n":1}']);
  assertEquals(await Deno.readTextFile(join(runs, "file")), "kept\n");
});
