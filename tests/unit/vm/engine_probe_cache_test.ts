import { assertEquals } from "@std/assert";
import { recallProbe, rememberProbe } from "../../../lib/vm/engine/probe_cache.ts";

const HOUR_MS = 60 * 60 * 1000;
const YES = { works: true, reason: "a test machine booted" };
const NO = { works: false, reason: "too slow" };

/** Runs a test with the path of a file that is not there yet, in a directory that is not either. */
async function withFile(body: (path: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "ktstr-test-" });
  try {
    await body(`${directory}/cache/engine.json`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("recallProbe() gives back what was remembered under the same key only", () =>
  withFile(async (path) => {
    assertEquals(await recallProbe(path, "a"), null);
    await rememberProbe(path, "a", YES);
    await rememberProbe(path, "b", NO);
    assertEquals(await recallProbe(path, "a"), YES);
    assertEquals(await recallProbe(path, "b"), NO);
    assertEquals(await recallProbe(path, "c"), null);
  }));

Deno.test("recallProbe() forgets a no after a day and a yes never", () =>
  withFile(async (path) => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    await rememberProbe(path, "yes", YES, now);
    await rememberProbe(path, "no", NO, now);
    assertEquals(await recallProbe(path, "no", now + 23 * HOUR_MS), NO);
    assertEquals(await recallProbe(path, "no", now + 25 * HOUR_MS), null);
    assertEquals(await recallProbe(path, "no", now - HOUR_MS), null);
    assertEquals(await recallProbe(path, "yes", now + 10_000 * HOUR_MS), YES);
  }));

Deno.test("recallProbe() takes a damaged file for an empty one", () =>
  withFile(async (path) => {
    await rememberProbe(path, "a", YES);
    for (const text of ["", "{", "[]", "null", '{"version":2,"kvm":{}}', '{"version":1}']) {
      await Deno.writeTextFile(path, text);
      assertEquals(await recallProbe(path, "a"), null, text);
    }
    await rememberProbe(path, "a", NO);
    assertEquals(await recallProbe(path, "a"), NO);
  }));

Deno.test("rememberProbe() leaves no other file behind", () =>
  withFile(async (path) => {
    await rememberProbe(path, "a", YES);
    const entries = await Array.fromAsync(Deno.readDir(path.replace(/\/[^/]*$/, "")));
    const names = entries.map(({ name }) => name);
    assertEquals(names, ["engine.json"]);
  }));
