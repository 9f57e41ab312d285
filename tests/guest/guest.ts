import { assert, assertEquals } from "@std/assert";
import type { CheckResult } from "../../lib/check/mod.ts";
import type { ScenarioResult } from "../../lib/scenario/mod.ts";
import { type MachineTopology, parseMachineTopology } from "../../lib/topology/mod.ts";
import type { Finished } from "../system/support/ktstr_program.ts";

/** The machine that the host has asked for; `null` outside a guest of the suite. */
export const machine: MachineTopology | null = readMachine();

/** Name of the test, and whether it can run: only in a guest, and only with enough CPUs. */
export function inGuest(name: string, leastCpus = 1): { name: string; ignore: boolean } {
  if (machine === null) {
    return { name: `${name} (SKIP: runs in a guest: deno task test:guest)`, ignore: true };
  }
  const cpus = machine.llcs * machine.coresPerLlc * machine.threadsPerCore;
  if (cpus >= leastCpus) return { name, ignore: false };
  return { name: `${name} (SKIP: needs ${leastCpus} CPUs)`, ignore: true };
}

/** The machine, in a test that {@linkcode inGuest} lets run. */
export function guestMachine(): MachineTopology {
  assert(machine !== null, "not in a guest of the suite");
  return machine;
}

function readMachine(): MachineTopology | null {
  const text = Deno.env.get("KTSTR_TEST_MACHINE");
  return text === undefined ? null : parseMachineTopology(text);
}

const TIMING = ["max_spread_pct", "max_gap_ms"];

/**
 * Asserts that nothing but the checks of times may be other than passed, and that those are
 * never blamed on the scheduler where the CPUs are emulated.
 */
export function assertSound(finished: Finished, result: ScenarioResult): void {
  const said = JSON.stringify(result.checks, null, 2) + finished.stderr;
  for (const check of result.checks) assert(isSound(check, result), said);
  const verdict = result.checks.some(isInconclusive) ? "inconclusive" : "pass";
  assertEquals([result.verdict, finished.code], [verdict, verdict === "pass" ? 0 : 2], said);
}

function isSound(check: CheckResult, { environment }: ScenarioResult): boolean {
  if (check.verdict === "pass") return true;
  if (!TIMING.includes(check.name)) return false;
  if (environment.accelerator === "tcg" && !check.message.includes("emulated")) return false;
  // Nothing is skipped: every cgroup of these tests has at least two workers.
  return isInconclusive(check) && check.message.includes("inconclusive because");
}

function isInconclusive({ verdict }: CheckResult): boolean {
  return verdict === "inconclusive";
}
