import { UnavailableError } from "../../errors/mod.ts";
import { isSyscallError, killGroup } from "../../native/mod.ts";

/** Options for {@linkcode runCommand}. */
export interface RunCommandOptions {
  /** Directory to run in. */
  readonly cwd?: string;
  /** Called with each line of standard output. */
  readonly onLine?: (line: string) => void;
  /** Kills the command and what it has started when it fires. */
  readonly signal?: AbortSignal;
  /** What the command is for, at the beginning of an error: `Cannot fetch a kernel`. */
  readonly purpose: string;
}

/** Lines of errors that a message repeats. */
const REPEATED_LINES = 8;

/**
 * Runs a command to its end.
 *
 * @param command The program and its arguments.
 * @returns What it printed on standard output.
 * @throws {UnavailableError} It is not there, or it failed; with its last messages.
 */
export async function runCommand(
  command: readonly [string, ...string[]],
  options: RunCommandOptions,
): Promise<string> {
  const { signal, purpose } = options;
  signal?.throwIfAborted();
  const child = start(command, options);
  const kill = () => killUnlessGone(child.pid);
  signal?.addEventListener("abort", kill);
  try {
    const ended = child.status.finally(() => signal?.removeEventListener("abort", kill));
    const [status, output, errors] = await Promise.all([
      ended,
      collect(child.stdout, options.onLine),
      collect(child.stderr),
    ]);
    signal?.throwIfAborted();
    if (status.success) return output.join("\n");
    const said = errors.slice(-REPEATED_LINES).join("\n") ||
      output.slice(-REPEATED_LINES).join("\n");
    const how = status.signal === null ? `status ${status.code}` : status.signal;
    throw new UnavailableError(`${purpose}: ${command[0]} ended with ${how}:\n${said.trimEnd()}`);
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** Deno.kill() would need the permission to run everything. */
function killUnlessGone(pgid: number): void {
  try {
    killGroup(pgid, "SIGKILL");
  } catch (error) {
    if (!isSyscallError(error, "ESRCH")) throw error;
  }
}

function start(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, purpose }: RunCommandOptions,
): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      // Messages are matched, and go into errors: they are to be the same everywhere.
      env: { LC_ALL: "C" },
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UnavailableError(`${purpose}: ${program} is not installed`, { cause: error });
  }
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine?: (line: string) => void,
): Promise<string[]> {
  const lines: string[] = [];
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      onLine?.(line);
    }
  }
  if (rest !== "") lines.push(rest);
  return lines;
}
