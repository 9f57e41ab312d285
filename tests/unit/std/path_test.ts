import { assertEquals, assertThrows } from "@std/assert";
import {
  basename,
  dirname,
  extname,
  fromFileUrl,
  isAbsolute,
  join,
  normalize,
  relative,
  resolve,
  toFileUrl,
} from "@std/path";
import * as names from "@std/path";

Deno.test("@std/path has the names that the project uses", () => {
  const wanted = [
    ...["basename", "dirname", "extname", "fromFileUrl", "isAbsolute", "join", "normalize"],
    ...["relative", "resolve", "toFileUrl"],
  ];
  assertEquals(wanted.filter((name) => !(name in names)), []);
});

Deno.test("the path functions take paths apart and put them together", () => {
  assertEquals(join("a", "..", "b", "./c"), "b/c");
  assertEquals(join(""), ".");
  assertEquals(normalize("/a//b/../c/"), "/a/c/");
  assertEquals(resolve("/a", "b", "../c"), "/a/c");
  assertEquals(resolve("x"), `${Deno.cwd()}/x`);
  assertEquals(relative("/a/b", "/a/c/d"), "../c/d");
  assertEquals(relative("/a", "/a"), "");
  assertEquals(dirname("/a/b.c"), "/a");
  assertEquals(dirname("b"), ".");
  assertEquals(basename("/a/b.yaml"), "b.yaml");
  assertEquals(basename("/a/b.yaml", ".yaml"), "b");
  assertEquals(extname("/a.b/c.tar.gz"), ".gz");
  assertEquals(extname("/a.b/c"), "");
  assertEquals(isAbsolute("/a"), true);
  assertEquals(isAbsolute("a"), false);
});

Deno.test("fromFileUrl() and toFileUrl() undo each other, spaces and percent signs included", () => {
  const path = "/a b/50%/\u00e4#?.ts";
  assertEquals(fromFileUrl(toFileUrl(path)), path);
  assertEquals(fromFileUrl("file:///a%20b"), "/a b");
  assertThrows(() => fromFileUrl("http://a/b"), TypeError);
  assertThrows(() => toFileUrl("a"), TypeError);
});
