import { assertEquals } from "@std/assert";
import { LEAVE_VALUE } from "../../lib/vm/guest/guest_end.ts";
import { boot } from "./boot_helper.ts";
import { SKIP_REASON, SKIPS } from "./can_boot.ts";

Deno.test({
  name: "a guest whose host has gone ends by itself" + SKIP_REASON,
  ignore: SKIPS,
  fn: async () => {
    // The session loses its channel, as when the runner was killed, and gives QEMU time to end.
    const { status, outcome } = await boot({
      command: "sleep 1000",
      onHello: (_qemu, channel) => channel[Symbol.dispose](),
    });
    assertEquals(status, { success: false, code: 2 * LEAVE_VALUE.BROKEN + 1, signal: null });
    assertEquals(outcome.consoleTail, ["ktstr-init: The host closed the result channel"]);
  },
});
