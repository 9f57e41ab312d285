import { assertEquals } from "@std/assert";
import { parseLdCache } from "../../../lib/vm/image/ld_cache.ts";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly flags?: number;
  readonly hwcap?: bigint;
}

/** Builds a cache as ldconfig does, behind `before` bytes of the older format. */
function cache(entries: readonly Entry[], before = 0): Uint8Array {
  const strings = entries.map(({ name, path }) => `${name}\0${path}\0`).join("");
  const start = 48 + 24 * entries.length;
  const bytes = new Uint8Array(start + strings.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("glibc-ld.so.cache1.1"));
  view.setUint32(20, entries.length, true);
  view.setUint32(24, strings.length, true);
  let at = start;
  for (const [i, { name, path, flags = 0x0303, hwcap = 0n }] of entries.entries()) {
    const entry = 48 + 24 * i;
    view.setInt32(entry, flags, true);
    view.setUint32(entry + 4, at, true);
    view.setUint32(entry + 8, at + name.length + 1, true);
    view.setBigUint64(entry + 16, hwcap, true);
    at += name.length + path.length + 2;
  }
  bytes.set(new TextEncoder().encode(strings), start);
  const whole = new Uint8Array(before + bytes.length);
  whole.set(bytes, before);
  return whole;
}

Deno.test("parseLdCache returns the path of each library", () => {
  const bytes = cache([
    { name: "libm.so.6", path: "/lib/libm.so.6" },
    { name: "libc.so.6", path: "/lib/libc.so.6" },
  ]);
  const expected = new Map([["libm.so.6", "/lib/libm.so.6"], ["libc.so.6", "/lib/libc.so.6"]]);
  assertEquals(parseLdCache(bytes, "x86_64"), expected);
});

Deno.test("parseLdCache leaves out other architectures and variants for newer CPUs", () => {
  const bytes = cache([
    { name: "libz.so.1", path: "/lib32/libz.so.1", flags: 0x0003 },
    { name: "libz.so.1", path: "/lib/glibc-hwcaps/x86-64-v3/libz.so.1", hwcap: 1n << 62n },
    { name: "libz.so.1", path: "/lib/libz.so.1" },
    { name: "libz.so.1", path: "/opt/lib/libz.so.1" },
  ]);
  assertEquals(parseLdCache(bytes, "x86_64"), new Map([["libz.so.1", "/lib/libz.so.1"]]));
  assertEquals(parseLdCache(bytes, "aarch64").size, 0);
});

Deno.test("parseLdCache finds the new format behind an old one", () => {
  const bytes = cache([{ name: "liba.so", path: "/lib/liba.so" }], 64);
  assertEquals(parseLdCache(bytes, "x86_64").get("liba.so"), "/lib/liba.so");
});

Deno.test("parseLdCache returns nothing for what it does not know, or what is cut off", () => {
  assertEquals(parseLdCache(new TextEncoder().encode("ld.so-2.0 something else")).size, 0);
  assertEquals(parseLdCache(new Uint8Array()).size, 0);
  const bytes = cache([{ name: "liba.so", path: "/lib/liba.so" }]);
  assertEquals(parseLdCache(bytes.subarray(0, 60), "x86_64").size, 0);
});
