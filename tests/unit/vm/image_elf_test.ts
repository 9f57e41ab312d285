import { assertEquals, assertRejects } from "@std/assert";
import { readElf } from "../../../lib/vm/image/elf.ts";

async function withFile<T>(bytes: Uint8Array, body: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    return await body(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readElf returns null for what is no 64-bit ELF file", async () => {
  const script = new TextEncoder().encode(`#!/bin/sh\n${"#".repeat(100)}\n`);
  assertEquals(await withFile(script, readElf), null);
  assertEquals(await withFile(new Uint8Array(), readElf), null);
  const elf32 = new Uint8Array(64);
  elf32.set([0x7f, 0x45, 0x4c, 0x46, 1, 1]);
  assertEquals(await withFile(elf32, readElf), null);
});

Deno.test("readElf names a file that ends too early, wherever it is cut", async () => {
  using program = await Deno.open(Deno.execPath());
  const head = new Uint8Array(64);
  await program.read(head);
  await withFile(head, async (path) => {
    await assertRejects(() => readElf(path), Error, "the ELF file is damaged");
  });
});

Deno.test("readElf reads the program that runs this test", async () => {
  const elf = await readElf(Deno.execPath());
  assertEquals(elf?.machine, Deno.build.arch === "x86_64" ? 62 : 183);
  assertEquals(elf?.needed.some((name) => name.startsWith("libc.")), true);
});
