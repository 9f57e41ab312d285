import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ImageTree, linkTarget } from "../../../lib/vm/image/image_tree.ts";

const DIRECTORY = { kind: "directory", mode: 0o755 } as const;
const TEXT = { kind: "text", mode: 0o644, text: "" } as const;

function paths(tree: ImageTree): string[] {
  return tree.entries().map(([path]) => path);
}

Deno.test("ImageTree makes the directories above an entry and lists them before it", () => {
  const name = fc.stringMatching(/^[a-z.-]{1,4}$/).filter((part) => part !== "." && part !== "..");
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`);
  fc.assert(fc.property(fc.array(path, { maxLength: 12 }), (wanted) => {
    const tree = new ImageTree();
    for (const one of wanted) tree.add(one, DIRECTORY);
    const listed = paths(tree);
    for (const one of wanted) assertEquals(listed.includes(one), true);
    const seen = new Set<string>([""]);
    for (const one of listed) {
      assertEquals(seen.has(one.slice(0, one.lastIndexOf("/"))), true, `${one} has no directory`);
      seen.add(one);
    }
    assertEquals(seen.size, listed.length + 1);
  }));
});

Deno.test("ImageTree puts an entry where the links of its directories lead", () => {
  const tree = new ImageTree();
  tree.add("/bin", { kind: "symlink", target: "usr/bin" });
  tree.add("/usr/local", { kind: "symlink", target: "../opt/./x" });
  tree.add("/bin/sh", TEXT);
  tree.add("/usr/local/lib/a", TEXT);
  assertEquals(paths(tree), [
    "/bin",
    "/opt",
    "/opt/x",
    "/opt/x/lib",
    "/opt/x/lib/a",
    "/usr",
    "/usr/bin",
    "/usr/bin/sh",
    "/usr/local",
  ]);
  assertEquals(tree.has("/bin/sh"), true);
  assertEquals(tree.get("/bin")?.kind, "symlink");
});

Deno.test("ImageTree replaces an earlier file, but never a directory by a file", () => {
  const tree = new ImageTree();
  tree.add("/a/b", TEXT);
  tree.add("/a/b", { ...TEXT, text: "new" });
  tree.add("/a", TEXT);
  assertEquals(tree.get("/a/b"), { ...TEXT, text: "new" });
  assertEquals(tree.get("/a")?.kind, "directory");
});

Deno.test("ImageTree gives up on a loop of links", () => {
  const tree = new ImageTree();
  tree.add("/a", { kind: "symlink", target: "b" });
  tree.add("/b", { kind: "symlink", target: "a" });
  assertThrows(() => tree.add("/a/x", TEXT), Error, "too many symbolic links");
});

Deno.test("linkTarget resolves relative and absolute targets", () => {
  assertEquals(linkTarget("/usr/lib/libc.so.6", "libc-2.36.so"), "/usr/lib/libc-2.36.so");
  assertEquals(linkTarget("/lib64/ld.so", "../lib/./ld-2.so"), "/lib/ld-2.so");
  assertEquals(linkTarget("/a/b", "/c/../d"), "/d");
  assertEquals(linkTarget("/a", "../../.."), "/");
});
