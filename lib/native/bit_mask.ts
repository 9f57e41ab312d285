/**
 * Builds the bit mask that the kernel takes for a set of CPUs or NUMA nodes.
 *
 * @param ids Members of the set.
 * @returns Whole 64-bit words, at least one; bit `i % 8` of byte `i / 8` stands for member `i`.
 * @throws {RangeError} If a member is not an integer from 0 to 65535.
 */
export function encodeBitMask(ids: Iterable<number>): Uint8Array<ArrayBuffer> {
  const members = [...ids];
  for (const id of members) {
    if (!Number.isInteger(id) || id < 0 || id > MAX_ID) {
      throw new RangeError(`Cannot put ${id} in a mask: it must be an integer from 0 to ${MAX_ID}`);
    }
  }
  const highest = members.reduce((a, b) => Math.max(a, b), 0);
  const mask = new Uint8Array((Math.floor(highest / 64) + 1) * 8);
  for (const id of members) {
    const byte = id >> 3;
    mask[byte] = (mask[byte] ?? 0) | (1 << (id & 7));
  }
  return mask;
}

/** Far above what any kernel can be built for (8192 CPUs, 1024 nodes). */
const MAX_ID = 65535;

/**
 * Lists the members of a bit mask.
 *
 * @returns The members, ascending.
 */
export function decodeBitMask(mask: Uint8Array): number[] {
  const ids: number[] = [];
  mask.forEach((bits, byte) => {
    for (let bit = 0; bit < 8; bit++) {
      if (bits & (1 << bit)) ids.push(byte * 8 + bit);
    }
  });
  return ids;
}

/**
 * Writes a set for an error message.
 *
 * @returns For example `"0-3,8"`, or `"none"`.
 */
export function describeIds(ids: Iterable<number>): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  const ranges: { first: number; last: number }[] = [];
  for (const id of sorted) {
    const range = ranges.at(-1);
    if (range !== undefined && id === range.last + 1) range.last = id;
    else ranges.push({ first: id, last: id });
  }
  if (ranges.length === 0) return "none";
  return ranges.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`)
    .join(",");
}
