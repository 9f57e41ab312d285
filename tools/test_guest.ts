/**
 * Boots virtual machines and runs the guest suite in them: `deno task test:guest --help`.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { EXIT_STATUS, type ExitStatus, UserError } from "../lib/errors/mod.ts";
import { suiteMachines } from "./guest_suite/machines.ts";
import { missingForGuests } from "./guest_suite/missing.ts";
import { print } from "./guest_suite/print.ts";
import { runSuite } from "./guest_suite/run_suite.ts";

const HELP = `Usage: deno task test:guest [OPTIONS]

Boots virtual machines and runs tests/guest in them: on 1, 2, 8 and 32 CPUs and on two NUMA nodes.
In every machine preset up to 32 CPUs, what "ktstr topo" reads is compared with what was asked for.

  --quick          Only two small machines.
  --large          Only the presets above 32 CPUs.
  --machine NAME   Only this machine; can be repeated. --list shows the names.
  --filter TEXT    Only the tests with names that contain this.
  --kernel ID      The kernel, as "ktstr run --kernel" takes it.
  --list           Shows the machines and boots none.

Where there is no QEMU or no kernel, the suite is skipped and says how to get it, and so is a machine
that is too large for this host or its QEMU; with CI=true in the environment that fails instead.
`;

Deno.exit(await explained(() => main(Deno.args)));

/** What a person can put right is no fault of the suite: no stack trace. */
async function explained(run: () => Promise<ExitStatus>): Promise<ExitStatus> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`error: ${error.message}\n`);
    return error.exitStatus;
  }
}

async function main(args: string[]): Promise<ExitStatus> {
  const unknown: string[] = [];
  const options = parseArgs(args, {
    boolean: ["help", "quick", "large", "list"],
    string: ["machine", "filter", "kernel"],
    collect: ["machine"],
    unknown: (arg) => {
      unknown.push(arg);
      return false;
    },
  });
  if (options.help) return print(HELP);
  if (unknown.length > 0) return refuse(`Unknown argument ${unknown.join(" ")}`);
  if (options.quick && options.large) return refuse("Use --quick or --large, not both");

  const size = options.large ? "large" : options.quick ? "quick" : "full";
  const wanted = options.machine;
  const all = suiteMachines(size);
  const strange = wanted.filter((name) => all.every((machine) => machine.name !== name));
  if (strange.length > 0) return refuse(`Unknown machine ${strange.join(" ")}`);
  const machines = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (options.list) {
    for (const { name, topology } of machines) print(`${name.padEnd(20)} ${topology}\n`);
    return EXIT_STATUS.PASS;
  }

  const { kernel, filter } = options;
  const missing = await missingForGuests(kernel);
  if (missing !== null) return skip(missing);
  const passed = await runSuite(machines, {
    mustRun: mustRun(),
    ...(kernel === undefined ? {} : { kernel }),
    ...(filter === undefined ? {} : { filter }),
  });
  return passed ? EXIT_STATUS.PASS : EXIT_STATUS.FAIL;
}

function mustRun(): boolean {
  return Deno.env.get("CI") === "true";
}

/** Without machines nothing is tested: a person is told, and CI must not take it for a success. */
function skip(missing: string): ExitStatus {
  if (mustRun()) {
    print(`FAILED the guest suite must run in CI. ${missing}\n`);
    return EXIT_STATUS.FAIL;
  }
  return print(`SKIP the guest suite. ${missing}\n`);
}

function refuse(problem: string): ExitStatus {
  print(`error: ${problem}. See: deno task test:guest --help\n`);
  return EXIT_STATUS.USAGE;
}
