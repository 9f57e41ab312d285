import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { GUEST_USER } from "../../lib/vm/image/guest_image.ts";
import { boot } from "./boot_helper.ts";
import { SKIP_REASON, SKIPS } from "./can_boot.ts";

function test(name: string, body: () => Promise<void>): void {
  Deno.test({ name: name + SKIP_REASON, ignore: SKIPS, fn: body });
}

/** Whether a process still exists. */
async function isRunning(pid: number): Promise<boolean> {
  return await Deno.stat(`/proc/${pid}`).then(() => true, () => false);
}

/** Silence after which these tests call a guest hung; the machine under test may be busy. */
const SILENCE_MS = 5000;

const MIB = 1 << 20;

test("a guest runs a command with its output, events, input and result files", async () => {
  const results = await Deno.makeTempDir();
  try {
    // Longer than one frame, so that it is cut.
    const input = new Uint8Array(3 * MIB).fill(0x61);
    const { outcome, stdout, stderrText, events, logs } = await boot({
      command: `
        mkdir -p /out/deep && wc -c >/out/deep/count && pwd >&2 && echo "$WORD" >&2
        head -c ${MIB} /dev/urandom >/out/large && sha256sum </out/large >/out/sum
        echo '{"n":1}' >$KTSTR_EVENTS; echo '{"n":2}' >$KTSTR_EVENTS
        # More than pipe and channel hold at once; the last bytes come right before the end.
        i=0; while [ $i -lt 10 ]; do head -c ${MIB} /dev/zero; i=$((i+1)); done; printf end`,
      run: {
        cwd: "/usr/bin",
        env: {
          PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
          KTSTR_EVENTS: "/run/ktstr/events",
          WORD: "back\\slash\nand line",
        },
        stdin: true,
        collect: ["/out"],
      },
      session: { resultDir: results, input: ReadableStream.from([input]) },
    });
    assertEquals(outcome.end, { kind: "exited", code: 0 });
    assertEquals(stdout.length, 10 * MIB + 3);
    assertEquals(new TextDecoder().decode(stdout.subarray(-3)), "end");
    assert(stdout.subarray(0, -3).every((byte) => byte === 0));
    assertEquals(stderrText, "/usr/bin\nback\\slash\nand line\n");
    assertEquals(events, ['{"n":1}', '{"n":2}']);
    assertEquals(logs, []);
    assertEquals(await Deno.readTextFile(join(results, "deep/count")), `${3 * MIB}\n`);
    const large = await Deno.readFile(join(results, "large"));
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", large)).toHex();
    assertStringIncludes(await Deno.readTextFile(join(results, "sum")), sum);
    assertEquals(outcome.hello?.cpus, 2);
  } finally {
    await Deno.remove(results, { recursive: true });
  }
});

test("a guest has its file systems, controllers and settings, and reports a failure", async () => {
  const { outcome, stdoutText } = await boot({
    command: `
      for d in /proc /sys /dev/pts /dev/shm /tmp /run /sys/fs/cgroup /sys/kernel/tracing; do
        grep -q " $d " /proc/mounts || echo "missing $d"
      done
      for c in $(cat /sys/fs/cgroup/cgroup.controllers); do
        grep -qw $c /sys/fs/cgroup/cgroup.subtree_control || echo "off $c"
      done
      for c in cpu cpuset memory; do grep -qw $c /sys/fs/cgroup/cgroup.controllers || echo $c; done
      ping -c 1 -W 5 127.0.0.1 >/dev/null || echo "no loopback"
      hostname; cat /proc/1/oom_score_adj /proc/self/oom_score_adj
      cut -d' ' -f41 /proc/1/stat /proc/self/stat
      grep SigIgn /proc/self/status; stat -c %a /
      sleep 1000 & exit 3`,
    run: { hostname: "guest-1" },
  });
  assertEquals(outcome.end, { kind: "exited", code: 3 });
  assertMatch(
    stdoutText,
    // Policy 1 is SCHED_FIFO for init, 0 is the normal one for the command.
    /^guest-1\n-1000\n0\n1\n0\nSigIgn:\s+0+\n755\n$/,
  );
});

test("a guest runs a command as a user who owns a delegated cgroup", async () => {
  const { outcome, stdoutText } = await boot({
    command: `
      id -u; cat /proc/self/cgroup; cd /sys/fs/cgroup/user
      mkdir leaf && echo $$ >leaf/cgroup.procs && echo "+cpu +cpuset" >cgroup.subtree_control
      cat cgroup.subtree_control; mkdir ../other 2>/dev/null || echo "not elsewhere"
      echo 1 >$KTSTR_EVENTS; kill -SEGV $$`,
    run: { uid: GUEST_USER.uid, gid: GUEST_USER.gid, cgroup: "user" },
  });
  assertEquals(stdoutText, "1000\n0::/user\ncpuset cpu\nnot elsewhere\n");
  assertEquals(outcome.end, { kind: "signalled", signal: 11 });
});

test("a guest says why a command cannot be started", async () => {
  const { outcome } = await boot({ command: ["no-such-command"] });
  assertEquals(outcome.end, {
    kind: "not-started",
    errno: 2,
    reason: "Cannot execute it: No such file or directory",
  });
});

test("a panic is named with what the kernel said", async () => {
  const { outcome, stdoutText } = await boot({
    command: "echo before; echo c >/proc/sysrq-trigger",
  });
  assertEquals(stdoutText, "before\n");
  assertEquals(outcome.end, { kind: "panic", message: "sysrq triggered crash" });
  assertStringIncludes(outcome.consoleTail.join("\n"), "entry_SYSCALL_64");
});

test("a stopped guest is a hang, and nothing of it is left", async () => {
  const { outcome, qemuPid } = await boot({
    command: "sleep 1000",
    session: { silenceTimeoutMs: SILENCE_MS },
    onHello: (qemu) => Deno.kill(qemu.pid, "SIGSTOP"),
  });
  assertEquals(outcome.end, { kind: "hang", phase: "run", silentMs: SILENCE_MS });
  assertEquals(await isRunning(qemuPid), false);
});

test("a guest that only sleeps is no hang, until its time is over", async () => {
  const { outcome } = await boot({
    command: "sleep 8; exit 4",
    session: { silenceTimeoutMs: SILENCE_MS },
  });
  assertEquals(outcome.end, { kind: "exited", code: 4 });
  const short = await boot({ command: "sleep 1000", session: { timeoutMs: 1500 } });
  assertEquals(short.outcome.end, { kind: "timeout", limitMs: 1500 });
});

test("a command that eats all memory is named", async () => {
  const { outcome } = await boot({ command: ["tail", "/dev/zero"], memoryMb: 256 });
  assertEquals(outcome.end.kind, "out-of-memory");
  assertEquals(outcome.oomKills, 1);
  assertMatch((outcome.end as { message: string }).message, /Killed process \d+ \(tail\)/);
});

test("a QEMU that is killed is named, and so is one that is asked to end", async () => {
  const killed = await boot({
    command: "sleep 1000",
    onHello: (qemu) => Deno.kill(qemu.pid, "SIGKILL"),
  });
  assertEquals(killed.outcome.end, { kind: "qemu-killed", signal: "SIGKILL" });
  const asked = await boot({
    command: "sleep 1000",
    onHello: (qemu) => Deno.kill(qemu.pid, "SIGTERM"),
  });
  assertEquals(asked.outcome.end, { kind: "qemu-killed", signal: "signal 15" });
});

test("a QEMU that refuses its arguments is quoted", async () => {
  const { outcome } = await boot({ command: "true", qemuArgs: ["-device", "no-such-device"] });
  assertEquals(outcome.end.kind, "qemu-failed");
  assertStringIncludes((outcome.end as { message: string }).message, "no-such-device");
});

test("a guest that resets itself did not succeed", async () => {
  const { outcome } = await boot({ command: "reboot -f" });
  assertEquals(outcome.end, { kind: "powered-off" });
});

test("an aborted guest lets its command clean up", async () => {
  const controller = new AbortController();
  const { outcome, events, qemuPid } = await boot({
    command: `trap 'echo cleaned >$KTSTR_EVENTS; exit 0' INT; echo ready >$KTSTR_EVENTS
      while :; do sleep 0.1; done`,
    session: { abort: controller.signal },
    onEvent: () => controller.abort(),
  });
  assertEquals(outcome.end, { kind: "aborted" });
  assertEquals(events, ["ready", "cleaned"]);
  assertEquals(await isRunning(qemuPid), false);
});

test("a guest whose image does not fit into its memory says so", async () => {
  const include = await Deno.makeTempFile({ prefix: "ktstr-large-" });
  try {
    await Deno.truncate(include, 140 * MIB);
    const { outcome } = await boot({ command: "true", memoryMb: 256, includes: [include] });
    assertEquals(outcome.end.kind, "not-unpacked");
  } finally {
    await Deno.remove(include);
  }
});
