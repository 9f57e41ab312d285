import { assertEquals, assertStringIncludes } from "@std/assert";
import { kill } from "../../lib/native/mod.ts";
import { resultOf, startKtstr } from "../system/support/ktstr_program.ts";
import { firstBusyWorker } from "./busy_worker.ts";
import { inGuest } from "./guest.ts";
import { assertNothingLeft } from "./leftovers.ts";

const RUN = ["run", "--no-save", "--reporter", "json", "--duration", "6s", "steady"];

/** Longer than the default limit of a gap. */
const STOPPED_MS = 3000;

Deno.test({
  ...inGuest("a stopped worker is not the scheduler's fault under emulation, a killed one counts"),
  async fn() {
    const run = startKtstr(RUN);
    const [stopped, killed] = [
      await firstBusyWorker(run, "cg_0"),
      await firstBusyWorker(run, "cg_1"),
    ];
    if (stopped !== null && killed !== null) {
      kill(stopped, "SIGSTOP");
      kill(killed, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
      kill(stopped, "SIGCONT");
    }
    const finished = await run.finished;
    const result = resultOf(finished);
    const find = (name: string, cgroup: string) =>
      result.checks.find((check) => check.name === name && check.cgroup === cgroup);

    const gap = find("max_gap_ms", "cg_0");
    if (result.environment.accelerator === "tcg") {
      assertEquals(gap?.verdict, "inconclusive", finished.stderr);
      assertStringIncludes(gap?.message ?? "", "inconclusive because the CPUs are emulated (TCG)");
    } else {
      assertEquals(gap?.verdict, "fail", gap?.message);
    }
    assertStringIncludes(gap?.message ?? "", `(tid ${stopped})`);
    assertEquals(find("completed", "cg_0")?.verdict, "pass");
    assertEquals(find("completed", "cg_1")?.verdict, "fail");
    assertEquals([finished.code, result.verdict], [1, "fail"]);
    assertNothingLeft(finished.pid);
  },
});
