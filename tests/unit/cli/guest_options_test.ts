import { assertEquals, assertThrows } from "@std/assert";
import type { Arguments } from "../../../lib/cli/command.ts";
import { readGuestOptions, refuseGuestOptions } from "../../../lib/cli/guest_options.ts";
import { kernel } from "../../../lib/cli/kernel.ts";
import { parseArguments } from "../../../lib/cli/parse_arguments.ts";
import { run } from "../../../lib/cli/run.ts";
import { describeGuestRun } from "../../../lib/cli/run_in_vm.ts";
import { vm } from "../../../lib/cli/vm.ts";
import { UsageError } from "../../../lib/errors/mod.ts";

function vmArguments(...words: string[]): Arguments {
  return parseArguments(vm, words);
}

Deno.test("readGuestOptions reads every option of a virtual machine", () => {
  const options = readGuestOptions(
    vmArguments(
      ...["--topology", "2n4l4c1t", "--kernel", "7.2", "--memory", "2GiB", "--vm-timeout", "5m"],
      ...["--include", "/a", "--include=b", "--", "true"],
    ),
  );
  assertEquals(options, {
    machine: { numaNodes: 2, llcs: 4, coresPerLlc: 4, threadsPerCore: 1 },
    kernel: "7.2",
    memoryBytes: 2 * 1024 ** 3,
    timeoutNs: 300e9,
    includes: ["/a", `${Deno.cwd()}/b`],
  });
});

Deno.test("readGuestOptions says which option is wrong", () => {
  const message = (...words: string[]) =>
    assertThrows(() => readGuestOptions(vmArguments(...words)), UsageError).message;
  assertEquals(message("--memory", "2").startsWith("Option --memory: A size needs a unit"), true);
  assertEquals(message("--vm-timeout", "5").startsWith("Option --vm-timeout: "), true);
  assertEquals(message("--memory", "0B"), 'Option --memory takes a size above 0, not "0B"');
  assertEquals(message("--topology", "2n").startsWith('Cannot read the topology "2n"'), true);
});

Deno.test("the command of vm keeps its own options behind --", () => {
  const args = vmArguments("--deno", "--", "prog", "--dry-run=3", "--topology", "-x", "007");
  assertEquals(args.positionals, ["prog", "--dry-run=3", "--topology", "-x", "007"]);
  assertEquals([args.flag("deno"), args.flag("dry-run"), args.value("topology")], [
    true,
    false,
    undefined,
  ]);
});

Deno.test("run refuses options of a virtual machine without --vm", () => {
  const args = parseArguments(run, ["steady", "--kernel", "host"]);
  assertEquals(
    assertThrows(() => refuseGuestOptions(args), UsageError).message,
    "Option --kernel is about a virtual machine: add --vm",
  );
  refuseGuestOptions(parseArguments(run, ["steady", "--seed", "1"]));
});

Deno.test("run --vm hands its scenarios and what they depend on to the run in the guest", () => {
  const args = parseArguments(run, [
    ...["steady", "./mine.yaml", "--vm", "--duration", "2s", "--workers=3", "--reporter", "json"],
    ...["--repeat", "2", "--work-type", "Mixed", "--run-dir", "/r"],
  ]);
  const { command, includes, image } = describeGuestRun(args, { seed: 7, repeat: 2 });
  const mine = `${Deno.cwd()}/mine.yaml`;
  assertEquals(command.slice(command.indexOf("main.ts")), [
    ...["main.ts", "run", "steady", mine],
    ...["--duration=2s", "--workers=3", "--work-type=Mixed", "--repeat=2", "--seed=7", "--no-save"],
    "--reporter=events=/run/ktstr/events",
  ]);
  assertEquals(includes, [mine]);
  assertEquals(image, "program");
});

Deno.test("kernel refuses unknown words and options of another word", async () => {
  const message = async (...words: string[]) => {
    try {
      await kernel.run(parseArguments(kernel, words));
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
    return "no error";
  };
  assertEquals(await message(), "Say one of fetch, list, clean, build: found nothing");
  assertEquals(
    await message("constructor"),
    'Say one of fetch, list, clean, build: found "constructor"',
  );
  assertEquals(await message("list", "--keep", "1"), 'Option --keep is not for "kernel list"');
  assertEquals(
    await message("build"),
    'Name the source tree: "ktstr kernel build --source DIR"',
  );
});
