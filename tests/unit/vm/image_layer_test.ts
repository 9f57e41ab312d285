import { assertEquals, assertRejects } from "@std/assert";
import { ImageTree } from "../../../lib/vm/image/image_tree.ts";
import { packLayer } from "../../../lib/vm/image/layer.ts";

async function inTemp(body: (dir: string, tree: ImageTree) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/source`, "content one");
    const tree = new ImageTree();
    tree.add("/a/file", { kind: "file", mode: 0o644, source: `${dir}/source` });
    tree.add("/b", { kind: "text", mode: 0o600, text: "text" });
    await body(dir, tree);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Waits until a file that was just written is old enough to be trusted. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2100));
}

Deno.test("packLayer packs once what does not change, and notices a change without other signs", () =>
  inTemp(async (dir, tree) => {
    await settle();
    const first = await packLayer(tree, `${dir}/cache`);
    const second = await packLayer(tree, `${dir}/cache`);
    assertEquals([first.cached, second.cached], [false, true]);
    assertEquals({ ...second, cached: false }, first);

    const { atime, mtime } = await Deno.stat(`${dir}/source`);
    await Deno.writeTextFile(`${dir}/source`, "content two");
    await Deno.utime(`${dir}/source`, atime!, mtime!);
    const third = await packLayer(tree, `${dir}/cache`);
    assertEquals(third.cached, false);
    assertEquals(third.digest === first.digest, false);
  }));

Deno.test("packLayer does not trust an input that was changed just now", () =>
  inTemp(async (dir, tree) => {
    const first = await packLayer(tree, `${dir}/cache`);
    assertEquals(await packLayer(tree, `${dir}/cache`), first);
    assertEquals(first.cached, false);
  }));

Deno.test("packLayer names an archive by its content", () =>
  inTemp(async (dir, tree) => {
    const { path, digest, size } = await packLayer(tree, `${dir}/cache`);
    const bytes = await Deno.readFile(path);
    assertEquals(bytes.length, size);
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assertEquals(sum, digest);
    assertEquals(path, `${dir}/cache/${digest}.cpio`);
  }));

Deno.test("packLayer gives the same archive for the same content in new files", () =>
  inTemp(async (dir, tree) => {
    const first = await packLayer(tree, `${dir}/cache`);
    await Deno.writeTextFile(`${dir}/copy`, "content one");
    await Deno.rename(`${dir}/copy`, `${dir}/source`);
    const second = await packLayer(tree, `${dir}/cache`);
    assertEquals(second.cached, false);
    assertEquals(second.digest, first.digest);
  }));

Deno.test("packLayer packs again what somebody has removed from the cache", () =>
  inTemp(async (dir, tree) => {
    await settle();
    const first = await packLayer(tree, `${dir}/cache`);
    await Deno.remove(first.path);
    assertEquals(await packLayer(tree, `${dir}/cache`), first);
  }));

Deno.test("packLayer leaves nothing half-made when an input is missing", () =>
  inTemp(async (dir, tree) => {
    tree.add("/device", { kind: "file", mode: 0o644, source: "/dev/zero" });
    await assertRejects(() => packLayer(tree, `${dir}/cache`), Error, "changed while it was read");
    const left = (await Array.fromAsync(Deno.readDir(`${dir}/cache`))).filter((entry) =>
      entry.isFile
    );
    assertEquals(left, []);
  }));

Deno.test("packLayer removes layers and leftovers that nobody has used for long", () =>
  inTemp(async (dir) => {
    const cache = `${dir}/cache`;
    const old = new Date(Date.now() - 100 * 24 * 3600 * 1000);
    const pack = async (text: string) => {
      const tree = new ImageTree();
      tree.add("/x", { kind: "text", mode: 0o644, text });
      return (await packLayer(tree, cache)).path;
    };
    const layers = [];
    for (let i = 0; i < 20; i++) layers.push(await pack(`${i}`));
    await Deno.writeTextFile(`${cache}/.packing-old`, "");
    for (const path of [...layers.slice(0, 15), `${cache}/.packing-old`]) {
      await Deno.utime(path, old, old);
    }
    await pack("one more");
    const left = (await Array.fromAsync(Deno.readDir(cache))).filter((entry) =>
      entry.isFile
    ).length;
    assertEquals(left, 12);
    // The ones in use are all still there.
    for (const path of layers.slice(15)) await Deno.stat(path);
  }));
