import { assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "@std/path";
import { tarArchive, type TarFile } from "../../../tools/artifact/tar.ts";
import { execute, makeDirectory } from "./artifact_tool.ts";

function file(path: string, size: number, executable = false): TarFile {
  return { path, executable, content: new Uint8Array(size).fill(path.length) };
}

async function pack(files: readonly TarFile[]): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(ReadableStream.from(tarArchive(files))).bytes();
}

Deno.test("tarArchive(): tar unpacks what was packed", async () => {
  const directory = await makeDirectory();
  try {
    const deep = `${"d".repeat(80)}/${"e".repeat(70)}/${"f".repeat(99)}`;
    const files = [
      file("z", 0),
      file("block", 512),
      file("more", 513, true),
      file("größe/ü b", 3),
      file(deep, 1),
    ];
    const archive = join(directory, "archive.tar");
    await Deno.writeFile(archive, await pack(files));
    const { code, stderr } = await execute(["/usr/bin/tar", "-xf", archive, "-C", directory]);
    assertEquals([code, stderr], [0, ""]);
    for (const { path, content, executable } of files) {
      const place = join(directory, path);
      assertEquals(await Deno.readFile(place), content, path);
      assertEquals((await Deno.stat(place)).mode! & 0o777, executable ? 0o755 : 0o644, path);
      assertEquals((await Deno.stat(dirname(place))).mode! & 0o777, 0o755);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("tarArchive(): the order of the files does not matter", async () => {
  const files = [file("b/c", 1), file("a", 2), file("b/a", 3)];
  assertEquals(await pack(files.toReversed()), await pack(files));
});

Deno.test("tarArchive() refuses a path that does not fit", async () => {
  await assertRejects(() => pack([file("n".repeat(101), 0)]), RangeError, "too long");
  await assertRejects(() => pack([file(`${"d".repeat(156)}/n`, 0)]), RangeError, "too long");
});
