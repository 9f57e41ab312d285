/*
 * Functions that change the calling thread or process. Each runs in a process of its own: in a
 * test, they would change the test runner.
 */
import { assertEquals, assertNotEquals } from "@std/assert";
import { isAlive, kill, killGroup, PidFd, readProcStat } from "../../../lib/native/mod.ts";
import { ROOT, runProgram } from "./child.ts";

/** Runs statements after an import of everything, and gives what they print. */
async function runNative(statements: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(
    `import * as native from "./lib/native/mod.ts";\n${statements}`,
    ["--allow-all"],
  );
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

Deno.test("setThreadName() changes what /proc shows, cut to 15 bytes", async () => {
  const stdout = await runNative(`
    native.setThreadName("a name of twenty byt");
    console.log(Deno.readTextFileSync("/proc/" + Deno.pid + "/task/" + native.getTid() + "/comm"));
  `);
  assertEquals(stdout.trim(), "a name of twent");
});

Deno.test("setNoNewPrivileges() changes what /proc shows", async () => {
  const stdout = await runNative(`
    const read = () => native.readProcStatus({ pid: Deno.pid, tid: native.getTid() }).noNewPrivs;
    const before = read();
    native.setNoNewPrivileges();
    console.log(before, read());
  `);
  assertEquals(stdout, "false true");
});

Deno.test("setTimerSlackNs() changes what /proc shows, and 0 restores the default", async () => {
  const stdout = await runNative(`
    const read = () =>
      Deno.readTextFileSync("/proc/" + native.getTid() + "/timerslack_ns").trim();
    const before = read();
    native.setTimerSlackNs(1234);
    const changed = read();
    native.setTimerSlackNs(0);
    console.log(changed, read() === before);
  `);
  assertEquals(stdout, "1234 true");
});

Deno.test("setChildSubreaper() makes orphans children of this process", async () => {
  const stdout = await runNative(`
    const orphanParent = () => {
      const script = "sleep 600 >/dev/null 2>&1 & echo $!";
      const { stdout } = new Deno.Command("sh", { args: ["-c", script] }).outputSync();
      const orphan = Number(new TextDecoder().decode(stdout));
      const parent = native.readProcStat(orphan).ppid;
      native.kill(orphan, "SIGKILL");
      return parent;
    };
    const before = orphanParent();
    native.setChildSubreaper(true);
    console.log(before === Deno.pid, orphanParent() === Deno.pid);
  `);
  assertEquals(stdout, "false true");
});

Deno.test("setMemoryPolicy() is inherited by children, as their numa_maps show", async () => {
  const stdout = await runNative(`
    const childPolicy = () => {
      const { stdout } = new Deno.Command("cat", { args: ["/proc/self/numa_maps"] }).outputSync();
      return new TextDecoder().decode(stdout).split(" ")[1];
    };
    try {
      native.setMemoryPolicy({ mode: "BIND", nodes: [0] });
      const { mode, nodes } = native.getMemoryPolicy();
      console.log(mode, nodes.join(), childPolicy());
      native.setMemoryPolicy({ mode: "DEFAULT" });
      console.log(native.getMemoryPolicy().mode, childPolicy());
    } catch (error) {
      // A kernel without NUMA has neither the calls nor the file.
      console.log(error.errnoName);
    }
  `);
  assertNotEquals(stdout, "");
  if (stdout !== "ENOSYS") assertEquals(stdout, "BIND 0 bind:0\nDEFAULT default");
});

Deno.test("setMemoryPolicy() and SharedMemory.bind() refuse a node that is not there", async () => {
  const stdout = await runNative(`
    const memory = native.SharedMemory.create("test", 8192);
    const policy = { mode: "BIND", nodes: [900] };
    for (const action of [() => native.setMemoryPolicy(policy), () => memory.bind(policy)]) {
      try {
        action();
      } catch (error) {
        console.log(error.message);
      }
    }
  `);
  if (!stdout.includes("ENOSYS")) {
    assertEquals(
      stdout,
      "set_mempolicy failed: EINVAL (Invalid argument) while setting the memory policy " +
        "MPOL_BIND on nodes 900\n" +
        "mbind failed: EINVAL (Invalid argument) while setting the policy MPOL_BIND on nodes " +
        "900 for 8192 bytes at offset 0 of 8192 bytes of shared memory",
    );
  }
});

Deno.test("SharedMemory.bind() gives a part of the memory its policy, as numa_maps shows", async () => {
  const stdout = await runNative(`
    const memory = native.SharedMemory.create("ktstr-bound", 8192);
    try {
      memory.bind({ mode: "BIND", nodes: [0] }, { offset: 4096, length: 4096 });
      memory.write(0, new Uint8Array(8192));
      const lines = Deno.readTextFileSync("/proc/self/numa_maps").split("\\n")
        .filter((line) => line.includes("ktstr-bound"));
      console.log(lines.map((line) => line.split(" ")[1]).join());
      console.log(memory.policyAt(0).mode, memory.policyAt(4096).mode, memory.nodeAt(4096));
    } catch (error) {
      console.log(error.errnoName);
    }
  `);
  if (stdout !== "ENOSYS") assertEquals(stdout, "default,bind:0\nDEFAULT BIND 0");
});

Deno.test("setParentDeathSignal() ends the process when its parent is killed", async () => {
  await using cleanup = new AsyncDisposableStack();
  const program = await Deno.makeTempFile({ prefix: "ktstr-native-self-", suffix: ".ts" });
  cleanup.defer(() => Deno.remove(program));
  await Deno.writeTextFile(
    program,
    `
    import { setParentDeathSignal } from "${ROOT}/lib/native/mod.ts";
    setParentDeathSignal("SIGKILL");
    console.log(Deno.pid);
    setInterval(() => {}, 1000);
  `,
  );
  // The shell stays between, because it has a command left: its death is what counts.
  const parent = new Deno.Command("sh", {
    args: ["-c", '"$0" run --quiet --no-check --allow-all "$1"; true', Deno.execPath(), program],
    detached: true,
    stdout: "piped",
  }).spawn();
  cleanup.defer(async () => {
    if (isAlive(parent.pid)) killGroup(parent.pid, "SIGKILL");
    await parent.status;
  });
  const reader = parent.stdout.getReader();
  cleanup.defer(() => reader.cancel());
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  const child = cleanup.use(PidFd.open(pid));
  assertEquals(readProcStat(pid)?.ppid, parent.pid);
  assertEquals(child.waitForExit(50), false);
  kill(parent.pid, "SIGKILL");
  const ended = child.waitForExit(5000);
  if (!ended) child.sendSignal("SIGKILL");
  assertEquals(ended, true);
});
