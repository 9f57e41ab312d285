import { UnavailableError } from "../../errors/mod.ts";
import { isSyscallError, killGroup } from "../../native/mod.ts";
import type { ProcessStatus } from "./qemu_exit.ts";

/** Options for {@linkcode QemuProcess.start}. */
export interface StartQemuOptions {
  /** Kills QEMU when it fires. */
  readonly signal?: AbortSignal;
  /** Whether QEMU's standard input and output carry a channel; {@linkcode QemuProcess.stdio}. */
  readonly stdio?: boolean;
}

/** Standard input and output of a running QEMU, to be used as one link. */
export interface QemuStdio {
  /** Waits for bytes; `null` at the end. */
  read(): Promise<Uint8Array | null>;
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends both; QEMU's guest sees the other side gone. */
  close(): void;
}

/** Bytes of QEMU's messages that are kept: the last ones, which tell why it ended. */
const KEPT_STDERR = 16 * 1024;

/**
 * A running QEMU that cannot outlive this program.
 *
 * `setpriv --pdeathsig KILL` makes the kernel kill QEMU when the thread that started it is gone,
 * however that happened: `kill -9` leaves nothing behind. (A monitor on a pipe does not do it, as
 * QEMU goes on when the other end is closed, and a watch inside the guest does not help against a
 * guest that hangs.) The thread is the one that runs the JavaScript. QEMU is in a session of its
 * own, so that Ctrl-C reaches this program alone, which then ends the guest in an orderly way.
 *
 * @example
 * ```ts ignore
 * await using qemu = QemuProcess.start(buildQemuCommand(spec));
 * const { code } = await qemu.status;
 * ```
 */
export class QemuProcess implements AsyncDisposable {
  /** Process id, which is the id of the process group as well. */
  readonly pid: number;
  /** Resolves when QEMU has ended and all it had to say has been read. */
  readonly status: Promise<ProcessStatus>;
  /** Standard input and output, if they were asked for. */
  readonly stdio: QemuStdio | null;
  #stderr = new Uint8Array();
  #ended = false;

  private constructor(child: Deno.ChildProcess, { signal, stdio }: StartQemuOptions) {
    this.pid = child.pid;
    this.stdio = stdio ? stdioOf(child) : null;
    const kill = () => this.kill("SIGKILL");
    signal?.addEventListener("abort", kill);
    const process = child.status.finally(() => {
      // From here on the id may be somebody else's.
      this.#ended = true;
      signal?.removeEventListener("abort", kill);
    });
    this.status = Promise.all([process, this.#collect(child.stderr)])
      .then(([{ code, signal }]) => ({ code, signal }));
    if (signal?.aborted) kill();
  }

  /**
   * Starts QEMU.
   *
   * @param command The program and its arguments, from `buildQemuCommand()`.
   * @throws {UnavailableError} `setpriv` is not installed.
   */
  static start(command: readonly string[], options: StartQemuOptions = {}): QemuProcess {
    try {
      const child = new Deno.Command("setpriv", {
        args: ["--pdeathsig", "KILL", "--", ...command],
        detached: true,
        stdin: options.stdio ? "piped" : "null",
        stdout: options.stdio ? "piped" : "null",
        stderr: "piped",
      }).spawn();
      return new QemuProcess(child, options);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new UnavailableError(
        "Cannot start QEMU: setpriv is not on PATH, which makes sure that no virtual machine is " +
          "left behind. Install util-linux",
        { cause: error },
      );
    }
  }

  /** The last that QEMU has printed as errors so far. */
  stderr(): string {
    return new TextDecoder().decode(this.#stderr);
  }

  /**
   * Sends a signal to QEMU; nothing happens when it has ended.
   *
   * @param signal The signal.
   */
  kill(signal: Deno.Signal = "SIGKILL"): void {
    if (this.#ended) return;
    try {
      // Deno.kill() would need the permission to run everything.
      killGroup(this.pid, signal);
    } catch (error) {
      // It has just ended, and the promise for that has not been seen yet.
      if (!isSyscallError(error, "ESRCH")) throw error;
    }
  }

  /** Kills QEMU, if it still runs, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.status;
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of stream) {
      const all = new Uint8Array(this.#stderr.length + bytes.length);
      all.set(this.#stderr);
      all.set(bytes, this.#stderr.length);
      this.#stderr = all.slice(-KEPT_STDERR);
    }
  }
}

function stdioOf(child: Deno.ChildProcess): QemuStdio {
  const reader = child.stdout.getReader();
  const writer = child.stdin.getWriter();
  return {
    read: async () => (await reader.read()).value ?? null,
    write: (bytes) => writer.write(bytes as Uint8Array<ArrayBuffer>),
    close() {
      // QEMU may be gone, and then there is nothing to end.
      reader.cancel().catch(() => {});
      writer.close().catch(() => {});
    },
  };
}
