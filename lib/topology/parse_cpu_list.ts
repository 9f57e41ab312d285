import { CpuListError } from "./cpu_list_error.ts";

/** The highest CPU number that a list may hold; far above what any kernel is built for. */
export const MAX_CPU_NUMBER = 65535;

/** One entry between two commas, without the white space around it. */
interface Entry {
  readonly text: string;
  /** Where it starts in the whole list. */
  readonly offset: number;
}

/**
 * Reads a CPU list such as `0-3,8`.
 *
 * The grammar is a strict subset of the kernel's: single numbers and ascending ranges, separated
 * by commas, in any order. What is more likely a slip than an intention is refused: a reversed
 * range, a CPU named twice, an empty entry, and leading zeros (the kernel reads those as octal).
 * Strides (`0-31:2/4`) are not supported. White space around entries is ignored; an empty text
 * means no CPU.
 *
 * @param text The list.
 * @returns The CPU numbers, ascending.
 * @throws {CpuListError} When the text is not such a list; it says where.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseCpuList } from "@ktstr/ktstr/topology";
 *
 * assertEquals(parseCpuList("8, 0-3"), [0, 1, 2, 3, 8]);
 * ```
 */
export function parseCpuList(text: string): number[] {
  if (text.trim() === "") return [];
  const cpus = new Set<number>();
  for (const entry of entriesOf(text)) {
    const [first, last] = parseEntry(entry, text);
    for (let cpu = first; cpu <= last; cpu++) {
      if (cpus.has(cpu)) {
        const where = first === last ? "" : ` (in "${entry.text}")`;
        throw new CpuListError(
          `CPU ${cpu} is named twice${where}`,
          text,
          entry.offset,
          entry.text.length,
        );
      }
      cpus.add(cpu);
    }
  }
  return [...cpus].sort((a, b) => a - b);
}

function* entriesOf(text: string): Generator<Entry> {
  let start = 0;
  for (const part of text.split(",")) {
    const leading = part.length - part.trimStart().length;
    yield { text: part.trim(), offset: start + leading };
    start += part.length + 1;
  }
}

function parseEntry(entry: Entry, list: string): [first: number, last: number] {
  const fail = (message: string, offset = entry.offset, length = entry.text.length): never => {
    throw new CpuListError(message, list, offset, length);
  };
  if (entry.text === "") {
    return fail(
      "Expected a CPU number or a range such as 0-3: there is nothing before or after a comma",
    );
  }
  if (/^[+-]\d/.test(entry.text)) {
    return fail(`CPU numbers have no sign: got "${entry.text}"`);
  }
  if (entry.text.includes(":")) {
    return fail(`Strides are not supported: write the CPUs of "${entry.text}" one by one`);
  }
  const match = /^(\d+)(?:-(\d+))?$/.exec(entry.text);
  if (match === null) {
    return fail(`Expected a CPU number or a range such as 0-3: got "${entry.text}"`);
  }
  const firstText = match[1] ?? "";
  const first = parseNumber(firstText, entry.offset, list);
  if (match[2] === undefined) return [first, first];
  const last = parseNumber(match[2], entry.offset + firstText.length + 1, list);
  if (last < first) return fail(`The range "${entry.text}" is reversed: write ${last}-${first}`);
  return [first, last];
}

function parseNumber(digits: string, offset: number, list: string): number {
  if (digits.length > 1 && digits.startsWith("0")) {
    throw new CpuListError(
      `CPU numbers have no leading zeros: got "${digits}"`,
      list,
      offset,
      digits.length,
    );
  }
  const value = Number(digits);
  if (value > MAX_CPU_NUMBER) {
    throw new CpuListError(
      `CPU numbers go up to ${MAX_CPU_NUMBER}: got ${digits}`,
      list,
      offset,
      digits.length,
    );
  }
  return value;
}
