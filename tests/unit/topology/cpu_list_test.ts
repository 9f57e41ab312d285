import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { CpuListError, formatCpuList, parseCpuList } from "../../../lib/topology/mod.ts";

Deno.test("parseCpuList() reads numbers and ranges in any order", () => {
  assertEquals(parseCpuList("0"), [0]);
  assertEquals(parseCpuList("0-3,8"), [0, 1, 2, 3, 8]);
  assertEquals(parseCpuList("8,0-3"), [0, 1, 2, 3, 8]);
  assertEquals(parseCpuList("5-5"), [5]);
  assertEquals(parseCpuList("65535"), [65535]);
});

Deno.test("parseCpuList() ignores white space around entries", () => {
  assertEquals(parseCpuList(" 0-1,\t4 , 6\n"), [0, 1, 4, 6]);
});

Deno.test("parseCpuList() reads an empty text as no CPU", () => {
  assertEquals(parseCpuList(""), []);
  assertEquals(parseCpuList(" \n"), []);
});

/** Text, what the message must hold, and the part that the error must point at. */
const REFUSED: readonly [text: string, message: string, offset: number, length: number][] = [
  ["0,5-2", "reversed: write 2-5", 2, 3],
  ["0,3,0", "CPU 0 is named twice", 4, 1],
  ["0-3, 2-5", 'CPU 2 is named twice (in "2-5")', 5, 3],
  ["1,-2", 'have no sign: got "-2"', 2, 2],
  ["+1", 'have no sign: got "+1"', 0, 2],
  ["0-31:2/4", "Strides are not supported", 0, 8],
  ["0,all", 'got "all"', 2, 3],
  ["1.5", 'got "1.5"', 0, 3],
  ["0x1", 'got "0x1"', 0, 3],
  ["0 - 3", 'got "0 - 3"', 0, 5],
  ["1-2-3", 'got "1-2-3"', 0, 5],
  ["1-", 'got "1-"', 0, 2],
  ["0,,2", "nothing before or after a comma", 2, 0],
  ["0,", "nothing before or after a comma", 2, 0],
  [",", "nothing before or after a comma", 0, 0],
  ["0,010", 'no leading zeros: got "010"', 2, 3],
  ["0-07", 'no leading zeros: got "07"', 2, 2],
  ["0,65536", "go up to 65535: got 65536", 2, 5],
  ["1-99999999999999999999", "go up to 65535", 2, 20],
  ["٣", 'got "٣"', 0, 1],
];

for (const [text, message, offset, length] of REFUSED) {
  Deno.test(`parseCpuList() refuses "${text}" and points at it`, () => {
    const error = assertThrows(() => parseCpuList(text), CpuListError);
    assertInstanceOf(error, SyntaxError);
    assertStringIncludes(error.message, message);
    assertEquals([error.offset, error.length], [offset, length]);
    assertEquals(error.text, text);
  });
}

Deno.test("formatCpuList() prints runs as ranges", () => {
  assertEquals(formatCpuList([]), "");
  assertEquals(formatCpuList([3]), "3");
  assertEquals(formatCpuList([0, 1]), "0-1");
  assertEquals(formatCpuList([8, 2, 0, 1, 8, 10]), "0-2,8,10");
});

const cpuSets = fc.uniqueArray(fc.integer({ min: 0, max: 65535 }), { maxLength: 200 });
/** Dense sets, so that long ranges come up as well. */
const denseSets = fc.uniqueArray(fc.integer({ min: 0, max: 64 }), { maxLength: 64 });

Deno.test("parseCpuList() is the inverse of formatCpuList()", () => {
  fc.assert(fc.property(fc.oneof(cpuSets, denseSets), (cpus) => {
    const sorted = [...cpus].sort((a, b) => a - b);
    assertEquals(parseCpuList(formatCpuList(cpus)), sorted);
  }));
});

Deno.test("parseCpuList() reads any text or points inside it", () => {
  const listLike = fc.string({
    unit: fc.constantFrom(..."0123456789,,--- \t:/x"),
    maxLength: 24,
  });
  fc.assert(
    fc.property(fc.oneof(listLike, fc.string()), (text) => {
      try {
        const cpus = parseCpuList(text);
        assertEquals(parseCpuList(formatCpuList(cpus)), cpus);
      } catch (error) {
        assertInstanceOf(error, CpuListError);
        assert(error.offset >= 0 && error.offset + error.length <= text.length);
        assert(error.message.length > 0);
      }
    }),
    { numRuns: 2000 },
  );
});
