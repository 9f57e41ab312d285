import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { type CpioEntry, CpioWriter } from "../../lib/vm/image/cpio.ts";

async function hasCpio(): Promise<boolean> {
  try {
    return (await new Deno.Command("cpio", { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

const canUnpack = await hasCpio();
const isRoot = Deno.uid() === 0;

/** Packs entries into one array. */
async function pack(entries: readonly (readonly [string, CpioEntry])[]): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const writer = new CpioWriter({
    write: (bytes) => Promise.resolve(void parts.push(bytes.slice())),
  });
  for (const [path, entry] of entries) await writer.add(path, entry);
  await writer.end();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function file(bytes: Uint8Array, mode = 0o644): CpioEntry {
  return { kind: "file", mode, size: bytes.length, content: [bytes] };
}

/** Unpacks an archive with the system's cpio. */
async function unpack(archive: Uint8Array, dir: string): Promise<void> {
  const child = new Deno.Command("cpio", {
    args: ["-idm", "--quiet", "--no-absolute-filenames"],
    cwd: dir,
    stdin: "piped",
    stderr: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(archive);
  await stdin.close();
  const { success, stderr } = await child.output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
}

Deno.test({
  name: "CpioWriter writes what cpio unpacks" + (canUnpack ? "" : " (SKIP: cpio is missing)"),
  ignore: !canUnpack,
  fn: async () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9ä _-]{1,20}$/);
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 9 }),
      fc.uint8Array({ minLength: 500, maxLength: 1500 }),
    );
    const mode = fc.constantFrom(0o600, 0o644, 0o755, 0o4755);
    const files = fc.uniqueArray(fc.tuple(name, content, mode), {
      maxLength: 6,
      selector: ([name]) => name,
    });
    await fc.assert(
      fc.asyncProperty(files, async (files) => {
        const dir = await Deno.makeTempDir();
        try {
          const entries: [string, CpioEntry][] = [["/d", { kind: "directory", mode: 0o750 }]];
          for (const [name, bytes, mode] of files) entries.push([`/d/${name}`, file(bytes, mode)]);
          for (const [name] of files) {
            entries.push([`/l ${name}`, { kind: "symlink", target: `d/${name}` }]);
          }
          await unpack(await pack(entries), dir);
          assertEquals((await Array.fromAsync(Deno.readDir(join(dir, "d")))).length, files.length);
          assertEquals((await Deno.stat(join(dir, "d"))).mode! & 0o7777, 0o750);
          for (const [name, bytes, mode] of files) {
            const path = join(dir, "d", name);
            const info = await Deno.stat(path);
            assertEquals(await Deno.readFile(path), bytes);
            assertEquals(info.mode! & 0o7777, mode);
            assertEquals(info.mtime?.getTime(), 0);
            assertEquals(await Deno.readLink(join(dir, `l ${name}`)), `d/${name}`);
          }
        } finally {
          await Deno.remove(dir, { recursive: true });
        }
      }),
      { numRuns: 20 },
    );
  },
});

Deno.test({
  name: "CpioWriter writes device nodes" +
    (canUnpack && isRoot ? "" : " (SKIP: needs cpio and root)"),
  ignore: !canUnpack || !isRoot,
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      await unpack(
        await pack([["/null", { kind: "device", mode: 0o666, major: 1, minor: 3 }]]),
        dir,
      );
      const info = await Deno.stat(join(dir, "null"));
      assertEquals(info.isCharDevice, true);
      assertEquals(info.rdev, 1 << 8 | 3);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test("CpioWriter gives the same bytes each time, in whole blocks", async () => {
  const entries = [["/a", file(new Uint8Array([1, 2, 3]))]] as const;
  const archive = await pack(entries);
  assertEquals(archive, await pack(entries));
  assertEquals(archive.length % 512, 0);
});

Deno.test("CpioWriter refuses a file that changes while it is read", async () => {
  const bytes = new Uint8Array(10);
  for (const size of [9, 11]) {
    await assertRejects(
      () => pack([["/f", { kind: "file", mode: 0o644, size, content: [bytes] }]]),
      Error,
      "changed while it was read",
    );
  }
});
