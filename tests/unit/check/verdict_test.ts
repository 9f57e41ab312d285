import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { foldVerdicts, type Verdict } from "../../../lib/check/mod.ts";

const verdict = fc.constantFrom<Verdict>("pass", "fail", "inconclusive", "skip");
const verdicts = fc.array(verdict, { minLength: 1 });

Deno.test("foldVerdicts() lets fail outweigh inconclusive, that pass, and that skip", () => {
  assertEquals(foldVerdicts(["pass", "fail", "inconclusive", "skip"]), "fail");
  assertEquals(foldVerdicts(["pass", "inconclusive", "skip"]), "inconclusive");
  assertEquals(foldVerdicts(["skip", "pass"]), "pass");
  assertEquals(foldVerdicts(["skip", "skip"]), "skip");
});

Deno.test("foldVerdicts() of nothing is inconclusive, never a pass", () => {
  assertEquals(foldVerdicts([]), "inconclusive");
});

Deno.test("foldVerdicts() does not depend on the order", () => {
  fc.assert(
    fc.property(
      verdicts.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length }),
        )
      ),
      ([list, shuffled]) => assertEquals(foldVerdicts(shuffled), foldVerdicts(list)),
    ),
  );
});

Deno.test("foldVerdicts() of parts folded before is that of the whole", () => {
  fc.assert(fc.property(verdicts, verdicts, (a, b) => {
    assertEquals(foldVerdicts([foldVerdicts(a), foldVerdicts(b)]), foldVerdicts([...a, ...b]));
  }));
});
