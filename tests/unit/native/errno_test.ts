import { assertEquals } from "@std/assert";
import { constants } from "node:os";
import { errnoName, errnoText } from "../../../lib/native/errno.ts";

/** Second names for numbers that have another name here. */
const ALIASES = ["EWOULDBLOCK", "ENOTSUP"];

Deno.test("errnoName() agrees with the runtime's own table", () => {
  const known = Object.entries(constants.errno).filter(([name]) => !ALIASES.includes(name));
  assertEquals(known.length > 50, true);
  for (const [name, number] of known) assertEquals(errnoName(number), name);
});

Deno.test("errnoName() and errnoText() have an answer for unknown numbers", () => {
  assertEquals(errnoName(4242), "errno 4242");
  assertEquals(errnoText(4242), "Unknown error");
});

Deno.test("errnoText() describes the first and the last error", () => {
  assertEquals(errnoText(1), "Operation not permitted");
  assertEquals(errnoText(133), "Memory page has hardware error");
});
