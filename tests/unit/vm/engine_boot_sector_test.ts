import { assert, assertEquals } from "@std/assert";
import { buildBootSector } from "../../../lib/vm/engine/boot_sector.ts";

Deno.test("buildBootSector() gives what firmware takes for a boot sector", () => {
  const sector = buildBootSector();
  assertEquals(sector.length, 512);
  assertEquals([...sector.subarray(510)], [0x55, 0xaa]);
  assertEquals(sector[0], 0xfa);
});

Deno.test("buildBootSector() points its jump and its table at the right places", () => {
  const sector = buildBootSector();
  const view = new DataView(sector.buffer);
  // jmp 0x08:enter64
  const jump = sector.findIndex((byte, at) => byte === 0xea && view.getUint16(at + 3, true) === 8);
  const enter64 = view.getUint16(jump + 1, true) - 0x7c00;
  assertEquals(enter64, jump + 5);
  assertEquals(sector[enter64], 0xb9);
  // lgdt [pointer]
  const lgdt = sector.findIndex((byte, at) => byte === 0x0f && sector[at + 1] === 0x01);
  const pointer = view.getUint16(lgdt + 3, true) - 0x7c00;
  assertEquals(view.getUint16(pointer, true), 15);
  const table = view.getUint32(pointer + 2, true) - 0x7c00;
  assertEquals(table + 16, pointer);
  assertEquals(view.getBigUint64(table, true), 0n);
  assertEquals(view.getBigUint64(table + 8, true), 0x0020_9a00_0000_0000n);
  assert(pointer + 6 < 510);
});
