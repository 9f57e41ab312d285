/**
 * Measures ktstr beside something plain that does the same, and prints ratios.
 *
 * @module
 */
import { Interruption } from "../../lib/cli/interruption.ts";
import { EXIT_STATUS, type ExitStatus, UsageError, UserError } from "../../lib/errors/mod.ts";
import { printError, printOutput } from "../../lib/report/mod.ts";
import type { Benchmark } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";
import { describeMachine } from "./machine.ts";
import { ReferencePrograms } from "./reference_programs.ts";
import { renderComparisons } from "./render.ts";

Deno.exitCode = await main(Deno.args);

async function main(argv: readonly string[]): Promise<ExitStatus> {
  using interruption = new Interruption();
  try {
    if (argv.includes("--help") || argv.includes("-h")) printOutput(help());
    else await measure(argv, interruption.signal);
    return EXIT_STATUS.PASS;
  } catch (error) {
    const { aborted, reason } = interruption.signal;
    // What is worth a word after an interruption is that something could not be cleaned up.
    if (error !== reason) printError(error, { debug: !(error instanceof UserError) });
    if (aborted) return EXIT_STATUS.INTERRUPTED;
    return error instanceof UserError ? error.exitStatus : EXIT_STATUS.INTERNAL;
  }
}

async function measure(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const quick = argv.includes("--quick");
  const chosen = choose(argv.filter((word) => word !== "--quick"));
  printOutput(`${await describeMachine()}\n`);
  if (quick) printOutput("A smoke run: the figures mean little\n");
  using references = new ReferencePrograms();
  for (const benchmark of chosen) {
    printOutput(`\n${benchmark.name}: ${benchmark.summary}\n`);
    for await (const table of benchmark.run({ quick, references, signal })) {
      printOutput(`\n${renderComparisons(table)}`);
    }
  }
}

function choose(names: readonly string[]): readonly Benchmark[] {
  for (const name of names) {
    if (BENCHMARKS.some((known) => known.name === name)) continue;
    const what = name.startsWith("-") ? "option" : "benchmark";
    const known = BENCHMARKS.map(({ name }) => name).join(", ");
    throw new UsageError(
      `Unknown ${what} "${name}". Benchmarks are ${known}; options are --quick and --help`,
    );
  }
  return names.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => names.includes(name));
}

function help(): string {
  const width = Math.max(...BENCHMARKS.map(({ name }) => name.length));
  return [
    "Usage: deno task bench [NAME...] [--quick]",
    "",
    "Measures ktstr beside something plain that does the same. A ratio is ktstr's figure divided",
    "by the other one of the same round: the median of all rounds, the smallest and the largest.",
    "",
    "Benchmarks, all of them by default:",
    ...BENCHMARKS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "Options:",
    "  --quick  Only show that the benchmarks work.",
    "  --help   Show this help.",
    "",
    "Examples:",
    "  deno task bench             every benchmark, about four minutes",
    "  deno task bench spin start  two of them",
    "",
  ].join("\n");
}
