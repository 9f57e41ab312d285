import {
  assert,
  assertEquals,
  assertExists,
  assertGreater,
  assertInstanceOf,
  AssertionError,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
} from "@std/assert";

// What is our own in the stand-in: the words of its messages, and where it is stricter than the
// original. The other tests here hold for both.

function checkMessage(failing: () => void, wanted: string): void {
  const error = assertThrows(failing, AssertionError);
  if (error.message !== wanted) throw new Error(`expected ${wanted}\ngot ${error.message}`);
}

const boom = () => {
  throw new TypeError("boom");
};

Deno.test("assertEquals() shows what differs line by line", () => {
  checkMessage(
    () => assertEquals({ a: 1, b: [1, 2] }, { b: [1, 3], a: 1 }, "why"),
    [
      "Values are not equal: why",
      "",
      "    [Diff] Actual (-) / Expected (+)",
      "",
      "    {",
      "      a: 1,",
      "-     b: [ 1, 2 ]",
      "+     b: [ 1, 3 ]",
      "    }",
      "",
    ].join("\n"),
  );
  checkMessage(
    () => assertEquals("a\nb\nc", "a\nB\nc"),
    [
      "Values are not equal.",
      "",
      "    [Diff] Actual (-) / Expected (+)",
      "",
      '    "a"',
      '-   "b"',
      '+   "B"',
      '    "c"',
      "",
    ].join("\n"),
  );
});

Deno.test("assertEquals() copes with very long values", () => {
  const long = Array.from({ length: 5000 }, (_, i) => `line ${i}`).join("\n");
  const error = assertThrows(() => assertEquals(long, `${long}\nx`), AssertionError);
  assertStringIncludes(error.message, '+   "x"');
});

Deno.test("every assertion says what it saw, and the caller's words behind it", async () => {
  checkMessage(() => assert(""), "");
  checkMessage(
    () => assertNotEquals(1, 1),
    "Expected actual: 1 not to be equal to expected: 1.",
  );
  checkMessage(() => assertThrows(() => 1), "Expected function to throw.");
  checkMessage(() => assertThrows(() => 1, "why"), "Expected function to throw: why");
  checkMessage(() => assertThrows(() => 1, Error, "x", "why"), "Expected function to throw: why");
  const other = assertThrows(() => assertThrows(boom, RangeError), AssertionError);
  assertStringIncludes(other.message, 'to throw an instance of "RangeError", got TypeError: boom');
  checkMessage(
    () => assertThrows(boom, TypeError, "bang"),
    'Expected error message to include "bang", but got "boom".',
  );
  const settled = assertRejects(() => Promise.resolve(1));
  const error = await assertRejects(() => settled, AssertionError);
  assertEquals(error.message, "Expected function to reject.");
  checkMessage(() => assertMatch("abc", /x/), 'Expected actual: "abc" to match: "/x/".');
  checkMessage(
    () => assertStringIncludes("abc", "x", "why"),
    'Expected actual: "abc" to contain: "x": why',
  );
  checkMessage(() => assertGreater(1, 1), "Expect 1 > 1.");
  checkMessage(() => assertLessOrEqual(2, 1, "why"), "Expect 2 <= 1: why");
  checkMessage(
    () => assertExists(null),
    'Expected actual: "null" to not be null or undefined.',
  );
  checkMessage(() => assertInstanceOf(1, Error), 'Expected an instance of "Error", got 1.');
  checkMessage(() => fail("why"), "Failed assertion: why");
  checkMessage(() => fail(), "Failed assertion.");
});

Deno.test("equal() looks into errors and buffers, where the original does not", () => {
  const bytes = (...values: number[]) => new Uint8Array(values).buffer;
  assertEquals(equal(new Error("a"), new Error("b")), false);
  assertEquals(equal(bytes(1, 2), bytes(1, 2)), true);
  assertEquals(equal(bytes(1, 2), bytes(1, 3)), false);
});
