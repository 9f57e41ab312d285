import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
} from "@std/assert";
import * as names from "@std/assert";

// The assertions are checked by plain comparisons here: they cannot vouch for themselves.

function mustBe(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

/** Runs a failing assertion and gives its message. */
function messageOf(failing: () => void): string {
  try {
    failing();
  } catch (error) {
    mustBe(error instanceof AssertionError, true);
    mustBe((error as Error).name, "AssertionError");
    return (error as Error).message;
  }
  throw new Error("the assertion let it pass");
}

/** The same for one that returns a promise. */
async function rejectionOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    mustBe(error instanceof AssertionError, true);
    return (error as Error).message;
  }
  throw new Error("the assertion let it pass");
}

const CYCLE: { self?: unknown } = {};
CYCLE.self = CYCLE;
const OTHER_CYCLE: { self?: unknown } = {};
OTHER_CYCLE.self = OTHER_CYCLE;

const EQUAL: readonly (readonly [unknown, unknown])[] = [
  [1, 1],
  [NaN, NaN],
  [0, -0],
  ["a", "a"],
  [null, null],
  [{ a: [1, { b: 2 }], c: undefined }, { c: undefined, a: [1, { b: 2 }] }],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [new Map([["a", { b: 1 }]]), new Map([["a", { b: 1 }]])],
  [new Set([{ a: 1 }, { a: 2 }]), new Set([{ a: 2 }, { a: 1 }])],
  [new Date(5), new Date(5)],
  [new Date(NaN), new Date(NaN)],
  [/a/g, /a/g],
  [new URL("http://a/b"), new URL("http://a/b")],
  [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  [new Error("a"), new Error("a")],
  [CYCLE, OTHER_CYCLE],
];

const DIFFERENT: readonly (readonly [unknown, unknown])[] = [
  [1, 2],
  [1, "1"],
  [1, 1n],
  [null, undefined],
  [{}, null],
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 2 }],
  [[1, 2], [2, 1]],
  [[1], { 0: 1 }],
  [new Map([["a", 1]]), new Map([["a", 2]])],
  [new Map([["a", 1]]), new Map([["b", 1]])],
  [new Set([1, 2]), new Set([1, 3])],
  [new Set([{ a: 1 }, { a: 1 }]), new Set([{ a: 1 }, { a: 2 }])],
  [new Date(5), new Date(6)],
  [/a/g, /a/i],
  [new Uint8Array([1]), new Int8Array([1])],
  [new Error("a"), new TypeError("a")],
  [class {}, class {}],
];

Deno.test("@std/assert has the names that the project uses", () => {
  const wanted = [
    ...["AssertionError", "assert", "assertAlmostEquals", "assertEquals", "assertExists"],
    ...["assertGreater", "assertGreaterOrEqual", "assertInstanceOf", "assertLess"],
    ...["assertLessOrEqual", "assertMatch", "assertNotEquals", "assertRejects"],
    ...["assertStringIncludes", "assertThrows", "equal", "fail"],
  ];
  mustBe(wanted.filter((name) => !(name in names)).join(), "");
});

Deno.test("assert() fails with the caller's message", () => {
  assert(1);
  mustBe(messageOf(() => assert(0, "no luck")), "no luck");
});

Deno.test("equal() compares by content, whichever side comes first", () => {
  for (const [a, b] of EQUAL) {
    mustBe(equal(a, b), true);
    mustBe(equal(b, a), true);
  }
  for (const [a, b] of DIFFERENT) {
    mustBe(equal(a, b), false);
    mustBe(equal(b, a), false);
  }
});

Deno.test("assertEquals() and assertNotEquals() decide as equal() does", () => {
  for (const [a, b] of EQUAL) {
    assertEquals(a, b);
    messageOf(() => assertNotEquals(a, b));
  }
  for (const [a, b] of DIFFERENT) {
    assertNotEquals(a, b);
    messageOf(() => assertEquals(a, b));
  }
});

Deno.test("assertThrows() gives back what was thrown", () => {
  const thrown = new RangeError("too far");
  mustBe(
    assertThrows(() => {
      throw thrown;
    }),
    thrown,
  );
  const error = assertThrows(
    () => {
      throw thrown;
    },
    RangeError,
    "far",
  );
  mustBe(error.message, "too far");
});

Deno.test("assertThrows() refuses no error, another class and another message", () => {
  const boom = () => {
    throw new TypeError("boom");
  };
  messageOf(() => assertThrows(() => 1));
  messageOf(() => assertThrows(() => 1, Error, "x", "why"));
  messageOf(() => assertThrows(boom, RangeError));
  messageOf(() => assertThrows(boom, TypeError, "bang"));
});

Deno.test("assertRejects() gives back the reason", async () => {
  const error = await assertRejects(() => Promise.reject(new RangeError("far")), RangeError, "fa");
  mustBe(error.message, "far");
  mustBe(await assertRejects(() => Promise.reject(7)), 7);
});

Deno.test("assertRejects() refuses a resolved promise, a throw, and another class", async () => {
  const ok = () => Promise.resolve(1);
  await rejectionOf(assertRejects(ok));
  await rejectionOf(assertRejects(() => {
    throw new Error("at once");
  }));
  await rejectionOf(assertRejects(() => Promise.reject(new Error("x")), TypeError));
  await rejectionOf(assertRejects(() => Promise.reject(new Error("x")), Error, "y"));
});

Deno.test("assertMatch() and assertStringIncludes() look into texts", () => {
  assertMatch("abc", /b/);
  assertStringIncludes("abc", "bc");
  messageOf(() => assertMatch("abc", /x/));
  messageOf(() => assertStringIncludes("abc", "x", "why"));
});

Deno.test("assertAlmostEquals() allows the tolerance and no more", () => {
  assertAlmostEquals(1, 1 + 1e-8);
  assertAlmostEquals(10, 10.5, 0.5);
  assertAlmostEquals(Infinity, Infinity);
  assertAlmostEquals(NaN, NaN);
  messageOf(() => assertAlmostEquals(1, 1.001));
  messageOf(() => assertAlmostEquals(10, 10.6, 0.5));
  messageOf(() => assertAlmostEquals(1, NaN));
  messageOf(() => assertAlmostEquals(1, Infinity));
});

Deno.test("the ordering assertions are strict where their names are", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual(2, 2);
  assertLess(1, 2);
  assertLessOrEqual(2, 2);
  messageOf(() => assertGreater(1, 1));
  messageOf(() => assertGreaterOrEqual(0, 1));
  messageOf(() => assertLess(1, 1));
  messageOf(() => assertLessOrEqual(2, 1, "why"));
  messageOf(() => assertLess(NaN, 1));
});

Deno.test("assertExists(), assertInstanceOf() and fail() narrow types and refuse", () => {
  const value: string | undefined = ["a"].at(0);
  assertExists(value);
  mustBe(value.length, 1);
  assertExists(0);
  messageOf(() => assertExists(null));
  const error: unknown = new RangeError("x");
  assertInstanceOf(error, Error);
  mustBe(error.message, "x");
  messageOf(() => assertInstanceOf(1, Error));
  messageOf(() => fail("why"));
  messageOf(() => fail());
});
