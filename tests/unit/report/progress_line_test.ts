import { assertEquals } from "@std/assert";
import { ProgressLine } from "../../../lib/report/mod.ts";
import { memoryTerminal } from "./memory_terminal.ts";

Deno.test("ProgressLine writes a line for each step where no line can be rewritten", () => {
  const { terminal, stdout, stderr } = memoryTerminal();
  using progress = new ProgressLine("vm", { terminal });
  progress.step("preparing");
  progress.step("preparing", "50 %");
  progress.step("booting\x1b[2J");
  progress.say("up");
  progress.done();
  assertEquals(stdout.text, "");
  assertEquals(stderr.text, "vm: preparing\nvm: booting\\x1b[2J\nvm: up\n");
});
