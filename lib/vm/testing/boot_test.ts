import { dirname, fromFileUrl, join, resolve } from "@std/path";
import { UsageError } from "../../errors/mod.ts";
import { parseMachineTopology } from "../../topology/mod.ts";
import { parseDuration, parseSize, UnitError } from "../../units/mod.ts";
import { describeEnd } from "../guest/describe_end.ts";
import { lastLines } from "../guest/console_scan.ts";
import type { GuestEnd } from "../guest/guest_end.ts";
import { CONSOLE_FILE } from "../guest_run.ts";
import type { KtstrTestOptions } from "../ktstr_test.ts";
import { runInGuest } from "../run_in_guest.ts";
import { TEST_BEGAN } from "./in_guest.ts";
import { findModuleFiles } from "./module_files.ts";

/** The machine of a test that names none: the smallest on which a scheduler has a choice. */
const DEFAULT_TOPOLOGY = "1n1l2c1t";

/** Enough for the largest machine under emulation; a test that hangs ends some time. */
const DEFAULT_TIMEOUT = "10m";

/** The last lines of the console that are shown when a machine did not come to its end. */
const CONSOLE_LINES = 15;

/** Directory of this program, whose files are in the guest anyway. */
const PROGRAM_ROOT = join(import.meta.dirname ?? ".", "..", "..", "..");

const DEFAULT_PERMISSIONS: readonly string[] = [
  ...["--allow-read", "--allow-write", "--allow-run", "--allow-env", "--allow-sys"],
  `--allow-ffi=${join(PROGRAM_ROOT, "build", "libktstr.so")}`,
];

/**
 * Boots the machine of a test and runs the test in it.
 *
 * @param t Deno's own context, which tells the file of the test.
 * @param options What the test was declared with.
 * @throws {Error} The test failed in the machine, or the machine did; with what it printed.
 * @throws {UserError} The machine cannot be booted here, or an option is wrong.
 */
export async function bootTest(t: Deno.TestContext, options: KtstrTestOptions): Promise<void> {
  const file = fromFileUrl(t.origin);
  const project = await findModuleFiles(file);
  const topology = options.topology ?? DEFAULT_TOPOLOGY;
  const directory = await Deno.makeTempDir({ prefix: "ktstr-test-" });
  const output: Uint8Array<ArrayBuffer>[] = [];
  const collect = (bytes: Uint8Array) => void output.push(new Uint8Array(bytes));
  const events: string[] = [];
  try {
    const end = await runInGuest({
      machine: parseMachineTopology(topology),
      command: testCommand(t.name, file, options.permissions ?? DEFAULT_PERMISSIONS),
      env: { NO_COLOR: "1" },
      cwd: project.root,
      includes: [
        ...project.files.filter((path) => !path.startsWith(`${PROGRAM_ROOT}/lib/`)),
        ...(options.includes ?? []).map((path) => resolve(dirname(file), path)),
      ],
      locks: [project.lock],
      timeoutNs: readUnit("timeout", options.timeout ?? DEFAULT_TIMEOUT, parseDuration),
      directory,
      onStdout: collect,
      onStderr: collect,
      onEvent: (line) => events.push(line),
      ...(options.kernel === undefined ? {} : { kernel: options.kernel }),
      ...(options.memory === undefined
        ? {}
        : { memoryBytes: readUnit("memory", options.memory, parseSize) }),
    });
    const problem = await problemOf(end, events, directory);
    if (problem === null) return;
    const printed = (await new Blob(output).text()).trim();
    const where = `in a guest with the topology ${topology}`;
    throw new Error(`The test "${t.name}" failed ${where}. ${problem}\n${indent(printed)}`);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The test alone, whatever is in its name; what is run has been type-checked outside. */
function testCommand(name: string, file: string, permissions: readonly string[]): string[] {
  return [
    ...["deno", "test", "--no-prompt", "--no-check", "--cached-only"],
    ...permissions,
    `--filter=/^${RegExp.escape(name)}$/`,
    file,
  ];
}

/** That nothing failed is not enough: a test that did not run has not passed. */
async function problemOf(
  end: GuestEnd,
  events: readonly string[],
  directory: string,
): Promise<string | null> {
  if (end.kind === "exited" && end.code === 0) {
    return events.includes(TEST_BEGAN) ? null : "It did not run there";
  }
  if (end.kind === "exited") return events.includes(TEST_BEGAN) ? "It printed:" : describeEnd(end);
  const text = await Deno.readTextFile(join(directory, CONSOLE_FILE)).catch(() => "");
  const tail = lastLines(text, CONSOLE_LINES);
  return `${describeEnd(end)}. The last lines of the console:\n${indent(tail.join("\n"))}`;
}

function readUnit(option: string, text: string, parse: (text: string) => number): number {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new UsageError(`Cannot read the option "${option}" of a test. ${error.message}`, {
      cause: error,
    });
  }
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`.trimEnd()).join("\n");
}
