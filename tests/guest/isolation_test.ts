import { assertEquals, assertStringIncludes } from "@std/assert";
import { setAffinity, writeKernelFile } from "../../lib/native/mod.ts";
import { resultOf, startKtstr } from "../system/support/ktstr_program.ts";
import { inGuest } from "./guest.ts";
import { firstBusyWorker } from "./busy_worker.ts";
import { assertNothingLeft } from "./leftovers.ts";
import { withScenario } from "./scenario_file.ts";

const RUN = ["run", "--no-save", "--reporter", "json", "--duration", "5s"];

Deno.test({
  ...inGuest("isolation fails when a worker leaves its cpuset under cgroup v2", 2),
  async fn() {
    const cgroups = [{ name: "cg_0", cpus: [0] }, { name: "cg_1", cpus: [1] }];
    const [victim, finished] = await withScenario(cgroups, 2, async (file) => {
      const run = startKtstr([...RUN, file]);
      const victim = await firstBusyWorker(run, "cg_0");
      if (victim !== null) {
        writeKernelFile("/sys/fs/cgroup/cgroup.procs", `${victim}`);
        setAffinity(victim, [1]);
      }
      return [victim, await run.finished];
    });
    const result = resultOf(finished);
    assertEquals([finished.code, result.verdict], [1, "fail"], finished.stderr);
    const checks = result.checks.filter(({ name }) => name === "isolation");
    assertEquals(checks.map(({ cgroup, verdict }) => [cgroup, verdict]), [
      ["cg_0", "fail"],
      ["cg_1", "pass"],
    ]);
    const [failed] = checks;
    assertStringIncludes(failed?.message ?? "", `(tid ${victim})`);
    assertStringIncludes(failed?.message ?? "", "CPU 1 outside the cpuset 0");
    assertNothingLeft(finished.pid);
  },
});
