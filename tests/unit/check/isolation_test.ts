import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkIsolation } from "../../../lib/check/mod.ts";
import { deadReport, evidence, workerReport } from "../fixtures.ts";

const onCpus = (cpus: number[], index = 0) =>
  workerReport({ index, cpus_used: cpus, migrations: [] });

Deno.test("checkIsolation() passes workers on exactly the allowed CPUs", () => {
  const result = checkIsolation(evidence([onCpus([0, 1]), onCpus([1], 1)]));
  assertEquals([result.verdict, result.value, result.samples], ["pass", 0, 2]);
  assertEquals(result.message, "every worker of cg_0 was only seen on CPUs 0-1");
});

Deno.test("checkIsolation() fails on one CPU outside, and says when it was first noticed", () => {
  const report = workerReport({
    cpus_used: [0, 2],
    migrations: [
      { at_ns: 1_000_000, from_cpu: 0, to_cpu: 1 },
      { at_ns: 250_999_999, from_cpu: 1, to_cpu: 2 },
    ],
  });
  const result = checkIsolation(evidence([report]));
  assertEquals([result.verdict, result.value, result.limit], ["fail", 1, 0]);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 0 (tid 4242) was seen on CPU 2 outside the cpuset 0-1, " +
      "first noticed 250 ms after its start",
  );
});

Deno.test("checkIsolation() looks at migrations too", () => {
  const away = [{ at_ns: 5_000_000, from_cpu: 3, to_cpu: 0 }];
  const result = checkIsolation(evidence([workerReport({ cpus_used: [0], migrations: away })]));
  assertEquals(result.verdict, "fail");
  assertEquals(
    result.message,
    "cg_0 group 0 worker 0 (tid 4242) was seen on CPU 3 outside the cpuset 0-1",
  );
});

Deno.test("checkIsolation() names the worker with most CPUs outside and counts the others", () => {
  const result = checkIsolation(
    evidence([onCpus([4]), onCpus([0, 2, 3, 5], 1), onCpus([0], 2), onCpus([7], 3)]),
  );
  assertEquals([result.value, result.samples], [3, 4]);
  assertEquals(
    result.message,
    "cg_0 group 0 worker 1 (tid 4243) was seen on CPUs 2-3,5 outside the cpuset 0-1; " +
      "2 more workers are outside it",
  );
});

Deno.test("checkIsolation() judges a dead worker by the CPUs it had published", () => {
  const dead = deadReport({ cpus_used: [9], migrations: [] });
  assertEquals(checkIsolation(evidence([dead])).verdict, "fail");
});

Deno.test("checkIsolation() leaves out a worker that was never seen on a CPU", () => {
  const result = checkIsolation(evidence([onCpus([0]), onCpus([], 1)]));
  assertEquals([result.verdict, result.samples], ["pass", 1]);
});

Deno.test("checkIsolation() is inconclusive when nothing is known, and says what", () => {
  const cases: [ReturnType<typeof evidence>, string][] = [
    [evidence([]), "cg_0 has no worker reports"],
    [evidence([onCpus([])]), "no worker of cg_0 was seen on any CPU"],
    [evidence([onCpus([0])], []), "the CPUs that cg_0 allows are not known"],
  ];
  for (const [given, message] of cases) {
    const result = checkIsolation(given);
    assertEquals([result.verdict, result.value, result.samples], ["inconclusive", null, 0]);
    assertEquals(result.message, message);
  }
});

Deno.test("checkIsolation() counts exactly the workers with a CPU outside", () => {
  const cpus = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1 });
  fc.assert(fc.property(cpus, fc.array(cpus, { minLength: 1 }), (allowed, used) => {
    const result = checkIsolation(evidence(used.map(onCpus), allowed));
    const outside = used.filter((list) => list.some((cpu) => !allowed.includes(cpu))).length;
    assertEquals([result.value, result.verdict], [outside, outside === 0 ? "pass" : "fail"]);
  }));
});
