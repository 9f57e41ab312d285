import { UsageError } from "../errors/mod.ts";
import { processTerminal } from "../report/mod.ts";
import { bootGuest } from "./boot_guest.ts";
import type { Arguments, Command } from "./command.ts";
import { EscapeKeys } from "./escape_keys.ts";
import { GUEST_OPTIONS, guestDirectory, readGuestOptions, RUN_DIR } from "./guest_options.ts";
import { Interruption } from "./interruption.ts";
import { RawTerminal, terminalSize } from "./raw_terminal.ts";
import { StandardInput } from "./standard_input.ts";

/** A shell does not end for an interruption, so there is nothing to wait for, in ms. */
const ABORT_GRACE_MS = 200;

/** `ktstr shell`: a terminal in a virtual machine. */
export const shell: Command = {
  name: "shell",
  summary: "Open a shell in a virtual machine.",
  usage: "[OPTIONS]",
  options: [...GUEST_OPTIONS, RUN_DIR],
  examples: [
    { line: "ktstr shell", text: "The newest kernel in the cache, four CPUs, Deno and ktstr." },
    { line: "ktstr shell --topology numa2-4llc --kernel host", text: "Another machine." },
  ],
  async run(args: Arguments): Promise<number> {
    const choices = readGuestOptions(args);
    const terminal = processTerminal();
    if (!Deno.stdin.isTerminal() || !terminal.isInteractive) {
      throw new UsageError(
        'A shell needs a terminal. To run a command without one: "ktstr vm -- COMMAND"',
      );
    }
    using interruption = new Interruption();
    using raw = new RawTerminal();
    const escape = new EscapeKeys();
    using input = new StandardInput({ watch: (bytes) => escape.watch(bytes) });
    const leave = AbortSignal.any([interruption.signal, escape.signal]);
    let resize = () => {};
    const onResize = () => resize();
    Deno.addSignalListener("SIGWINCH", onResize);
    try {
      return await bootGuest({
        ...choices,
        directory: guestDirectory(args, "shell"),
        command: ["sh", "-l"],
        env: { PS1: "\\h:\\w\\$ " },
        terminal: terminalSize(),
        input: input.bytes,
        signal: leave,
        abortGraceMs: ABORT_GRACE_MS,
        onPrepared(guest) {
          resize = () => guest.resize(terminalSize());
        },
        onBoot() {
          terminal.err(
            'To leave: "exit", or Ctrl-] twice. This program: deno run -A main.ts --help\n',
          );
          raw.enter();
        },
        onStdout: (bytes) => terminal.outBytes(bytes),
        onStderr: (bytes) => terminal.errBytes(bytes),
        onEnd: () => raw.leave(),
      });
    } finally {
      Deno.removeSignalListener("SIGWINCH", onResize);
    }
  },
};
