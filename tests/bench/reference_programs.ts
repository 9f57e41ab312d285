import { join } from "@std/path";
import { UnavailableError } from "../../lib/errors/mod.ts";
import { runProgram } from "./run_program.ts";

const SOURCES = join(import.meta.dirname ?? ".", "reference");

/** Plain C programs to compare with, compiled when they are first wanted. */
export class ReferencePrograms implements Disposable {
  readonly #directory = Deno.makeTempDirSync({ prefix: "ktstr-bench-" });

  /**
   * Compiles a program, with the optimization that the worker program is compiled with.
   *
   * @param name Its source is `reference/<name>.c`.
   * @returns The path of the executable; it is gone after disposal.
   * @throws {UnavailableError} If there is no C compiler.
   */
  async compile(name: string): Promise<string> {
    const compiler = Deno.env.get("CC") ?? "cc";
    const program = join(this.#directory, name);
    const source = join(SOURCES, `${name}.c`);
    try {
      await runProgram(compiler, ["-O2", "-pthread", "-o", program, source]);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new UnavailableError(
        `Cannot compile ${source}: there is no "${compiler}". Install gcc, or name a C compiler ` +
          "with CC=",
        { cause: error },
      );
    }
    return program;
  }

  /** Removes the executables. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.#directory, { recursive: true });
  }
}
