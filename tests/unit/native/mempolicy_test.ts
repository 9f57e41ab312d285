import { assertEquals, assertThrows } from "@std/assert";
import {
  decodePolicy,
  describePolicy,
  encodePolicy,
  MPOL_FLAG,
} from "../../../lib/native/mempolicy.ts";

Deno.test("encodePolicy() joins mode and flags, and leaves the mask empty without nodes", () => {
  const flags = MPOL_FLAG.STATIC_NODES;
  assertEquals(encodePolicy({ mode: "BIND", nodes: [0, 2], flags }), {
    mode: 0x8002,
    nodes: new Uint8Array([5, 0, 0, 0, 0, 0, 0, 0]),
  });
  assertEquals(encodePolicy({ mode: "LOCAL" }), { mode: 4, nodes: new Uint8Array() });
});

Deno.test("decodePolicy() gives back what encodePolicy() was given", () => {
  const policy = { mode: "INTERLEAVE", nodes: [1, 3], flags: MPOL_FLAG.RELATIVE_NODES } as const;
  assertEquals(decodePolicy(encodePolicy(policy)), { ...policy, nodes: [1, 3] });
});

Deno.test("decodePolicy() refuses a mode without a name", () => {
  assertThrows(() => decodePolicy({ mode: 77, nodes: new Uint8Array(8) }), RangeError, "77");
});

Deno.test("describePolicy() names the nodes", () => {
  assertEquals(describePolicy({ mode: "BIND", nodes: [0, 1, 4] }), "MPOL_BIND on nodes 0-1,4");
  assertEquals(describePolicy({ mode: "DEFAULT" }), "MPOL_DEFAULT");
});
