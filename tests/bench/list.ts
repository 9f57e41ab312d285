import { join } from "@std/path";
import { monotonicNs } from "../../lib/native/mod.ts";
import type { Benchmark, BenchmarkOptions, Comparison, ComparisonTable } from "./benchmark.ts";
import { interleave } from "./interleave.ts";
import { runProgram } from "./run_program.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");

/** One call takes about 0.1 s and varies by a tenth of that. */
const ROUNDS = 21;

/** How long the shortest command keeps a person waiting. */
export const list: Benchmark = {
  name: "list",
  summary: "`deno task scenario --list` from a warm cache, beside Deno that does nothing",
  async *run({ quick, signal }: BenchmarkOptions): AsyncGenerator<ComparisonTable> {
    using nothing = new Nothing();
    const deno = (args: readonly string[], cwd: string) => () => wallTime(args, cwd, signal);
    const figures = await interleave({
      list: deno(["task", "scenario", "--list"], ROOT),
      module: deno(["run", nothing.module], nothing.directory),
      task: deno(["task", "nothing"], nothing.directory),
    }, { rounds: quick ? 1 : ROUNDS, signal });
    const row = (what: string, reference: readonly number[]): Comparison => ({
      what,
      unit: "ns",
      ours: figures.list,
      reference,
    });
    yield {
      title: "Wall time of deno task scenario --list (lower is better)",
      referenceName: "reference",
      comparisons: [
        row("to an empty deno run", figures.module),
        row("to an empty deno task", figures.task),
        row(
          "to both, one after other",
          figures.module.map((ns, round) => ns + (figures.task[round] ?? NaN)),
        ),
      ],
    };
  },
};

/** A directory with a module and a task that do nothing, out of reach of the project's settings. */
class Nothing implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "ktstr-bench-" });
  readonly module = join(this.directory, "nothing.ts");

  constructor() {
    Deno.writeTextFileSync(this.module, "");
    Deno.writeTextFileSync(
      join(this.directory, "deno.json"),
      JSON.stringify({ tasks: { nothing: "true" } }),
    );
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

async function wallTime(
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<number> {
  const began = monotonicNs();
  await runProgram(Deno.execPath(), args, { cwd, signal });
  return monotonicNs() - began;
}
