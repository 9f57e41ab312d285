import { EXIT_STATUS, UsageError } from "../errors/mod.ts";
import { printOutput, processTerminal } from "../report/mod.ts";
import { type GuestRunOptions, shellQuote } from "../vm/mod.ts";
import { bootGuest, guestCommandLine } from "./boot_guest.ts";
import type { Arguments, Command } from "./command.ts";
import { GUEST_OPTIONS, guestDirectory, readGuestOptions, RUN_DIR } from "./guest_options.ts";
import { Interruption } from "./interruption.ts";
import { StandardInput } from "./standard_input.ts";
import { TemporaryDirectory } from "./temporary_directory.ts";

/** `ktstr vm`: any command in a virtual machine. */
export const vm: Command = {
  name: "vm",
  summary: "Run a command in a virtual machine and end with its exit status.",
  usage: "[OPTIONS] -- COMMAND [ARGUMENT...]",
  options: [
    ...GUEST_OPTIONS,
    { name: "deno", help: "Have Deno and ktstr in the machine, too." },
    RUN_DIR,
    { name: "dry-run", help: "Print the command line of QEMU and stop." },
  ],
  examples: [
    { line: "ktstr vm -- uname -r", text: "The newest kernel in the cache, four CPUs." },
    {
      line: "ktstr vm --topology numa2-4llc --kernel ~/linux -- ./mytest --fast",
      text: "A program of yours, on two NUMA nodes, with the kernel of a build tree.",
    },
    {
      line: "ktstr vm --deno --topology 1n2l4c2t -- deno run -A main.ts topo",
      text: "This program in there.",
    },
  ],
  async run(args: Arguments): Promise<number> {
    const choices = readGuestOptions(args);
    if (args.positionals.length === 0) {
      throw new UsageError('Name a command, for example "ktstr vm -- uname -r"');
    }
    const terminal = processTerminal();
    const options: Omit<GuestRunOptions, "directory"> = {
      ...choices,
      command: args.positionals,
      fromHost: true,
      image: args.flag("deno") ? "program" : "bare",
      onStdout: (bytes) => terminal.outBytes(bytes),
      onStderr: (bytes) => terminal.errBytes(bytes),
    };
    if (args.flag("dry-run")) {
      await using scratch = await TemporaryDirectory.make();
      const line = await guestCommandLine({ ...options, directory: scratch.path });
      printOutput(`${shellQuote(line)}\n`);
      return EXIT_STATUS.PASS;
    }
    using interruption = new Interruption();
    // A terminal would lose what is typed for the next command of the shell.
    using input = Deno.stdin.isTerminal() ? null : new StandardInput();
    return await bootGuest({
      ...options,
      directory: guestDirectory(args, "vm"),
      signal: interruption.signal,
      ...(input === null ? {} : { input: input.bytes }),
    });
  },
};
