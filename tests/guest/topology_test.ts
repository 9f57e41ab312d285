import { assertEquals } from "@std/assert";
import { expectedTopology, type Topology, topologyDifferences } from "../../lib/topology/mod.ts";
import { ktstr } from "../system/support/ktstr_program.ts";
import { guestMachine, inGuest } from "./guest.ts";

Deno.test({
  ...inGuest("ktstr topo --json reads the machine that was asked for"),
  async fn() {
    const { code, stdout, stderr } = await ktstr(["topo", "--json"]);
    assertEquals(code, 0, stderr);
    const found: Topology = JSON.parse(stdout);
    assertEquals(topologyDifferences(expectedTopology(guestMachine()), found), []);
  },
});
