import { assertEquals, assertRejects } from "@std/assert";
import type { FileMessage } from "../../../lib/vm/channel/messages.ts";
import { LineSplitter } from "../../../lib/vm/guest/line_splitter.ts";
import { ResultFiles } from "../../../lib/vm/guest/result_files.ts";

function piece(name: string, offset: number, text: string, last = false): FileMessage {
  return { type: "file", name, mode: 0o640, offset, bytes: new TextEncoder().encode(text), last };
}

Deno.test("ResultFiles puts the pieces of files together", async () => {
  const dir = await Deno.makeTempDir();
  try {
    using files = new ResultFiles(`${dir}/results`);
    await files.write(piece("a/b.txt", 0, "one "));
    await files.write(piece("a/b.txt", 4, "two"));
    await files.write(piece("a/b.txt", 7, "", true));
    await files.write(piece("empty", 0, "", true));
    assertEquals(await Deno.readTextFile(`${dir}/results/a/b.txt`), "one two");
    assertEquals(await Deno.readTextFile(`${dir}/results/empty`), "");
    assertEquals((await Deno.stat(`${dir}/results/a/b.txt`)).mode! & 0o777, 0o640);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("ResultFiles writes nothing outside its directory", async () => {
  const dir = await Deno.makeTempDir();
  try {
    using files = new ResultFiles(`${dir}/results`);
    for (const name of ["../x", "/etc/x", "a/../../x", "", "a//b", "./x", "a\0b"]) {
      await assertRejects(() => files.write(piece(name, 0, "x", true)), RangeError, "not allowed");
    }
    assertEquals(await Array.fromAsync(Deno.readDir(dir)), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("LineSplitter joins lines and characters that were cut", () => {
  const lines = new LineSplitter();
  const bytes = new TextEncoder().encode("grün\nblau");
  const got = [...bytes].flatMap((byte) => lines.push(new Uint8Array([byte])));
  assertEquals([...got, ...lines.end()], ["grün", "blau"]);
  assertEquals(lines.end(), []);
});
