import { UnavailableError } from "../errors/mod.ts";
import { isSyscallError, killGroup, setCloseOnExec } from "../native/mod.ts";
import { MessageDecoder, type SupervisorMessage, type WaitOutcome } from "./protocol.ts";
import { WORKER_PROGRAM_PATH } from "./worker_program.ts";

/** Options for {@linkcode Supervisor.spawn}. */
export interface SupervisorOptions {
  /** Arguments for the worker program: the work type, its parameters, the number of workers. */
  readonly args: readonly string[];
  /** Descriptor of the group's shared memory. */
  readonly slotsFd: number;
  /** Read end of the start pipe. */
  readonly startFd: number;
}

/** How much of a supervisor's complaints is kept, in characters. */
const STDERR_KEPT = 4096;

/**
 * The process that forks a group's workers and speaks for them.
 *
 * It is a session of its own, so a Ctrl-C at the terminal reaches the runner only. Its stdin is
 * its lifeline: when the runner is gone, however it went, the stream ends and the supervisor takes
 * its workers with it.
 */
export class Supervisor {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #spawned = Promise.withResolvers<readonly number[]>();
  readonly #payloads = new Map<number, Uint8Array>();
  readonly #outcomes = new Map<number, WaitOutcome>();
  readonly #finished: Promise<void>;
  #pids: readonly number[] = [];
  /** Whether the workers' pids are free for others again. */
  #reaped = false;
  #stderr = "";
  #status: Deno.CommandStatus | null = null;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    // A supervisor that died is noticed by the end of its stdout, not here.
    this.#stdin.closed.catch(() => {});
    this.#finished = this.#listen();
  }

  /**
   * Starts a supervisor and waits until all of its workers are blocked on the start pipe.
   *
   * @throws {UnavailableError} If the program is not built, may not be run, or could not fork.
   */
  static async spawn(options: SupervisorOptions): Promise<Supervisor> {
    const supervisor = new Supervisor(startProgram(options));
    try {
      supervisor.#pids = await supervisor.#spawned.promise;
      return supervisor;
    } catch (error) {
      await supervisor.destroy();
      throw error;
    }
  }

  /** The supervisor's own process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Process ids of the workers, by index; reserved for them until the supervisor is done. */
  get workerPids(): readonly number[] {
    return this.#pids;
  }

  /** What each worker wrote as its report, by index, as far as it came. */
  get payloads(): ReadonlyMap<number, Uint8Array> {
    return this.#payloads;
  }

  /** How each worker ended, by index, as far as it is known. */
  get outcomes(): ReadonlyMap<number, WaitOutcome> {
    return this.#outcomes;
  }

  /** Settles when the supervisor has ended and everything it said has been read. */
  get finished(): Promise<void> {
    return this.#finished;
  }

  /** Whether the supervisor has ended. */
  get ended(): boolean {
    return this.#status !== null;
  }

  /** Why a worker's end may be unknown: how the supervisor itself ended, and what it said. */
  get silence(): string {
    if (this.#status === null) return `its supervisor (pid ${this.pid}) does not answer`;
    const { signal, code } = this.#status;
    const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
    const said = this.#stderr.trim() === "" ? "" : `: ${this.#stderr.trim()}`;
    return `its supervisor (pid ${this.pid}) ${how}${said}`;
  }

  /** Tells the workers to stop; repeated by the supervisor until each has answered. */
  stop(): void {
    this.#send("stop\n");
  }

  /** Tells the supervisor to kill what is left of its workers. */
  kill(): void {
    this.#send("kill\n");
  }

  /**
   * Ends the supervisor and every worker that is still there, whatever state they are in.
   *
   * A stopped supervisor cannot act on its own. Its workers' pids are reserved as long as it
   * lives, so they are killed first and it after them; from then on `PR_SET_PDEATHSIG` and the
   * lifeline take what a race has left.
   */
  async destroy(): Promise<void> {
    if (!this.ended) {
      if (!this.#reaped) { for (const pid of this.#pids) killIfThere(pid); }
      killIfThere(this.pid);
    }
    await this.#finished;
  }

  #send(command: string): void {
    // Fails only when the supervisor is gone, which its stdout tells.
    this.#stdin.write(new TextEncoder().encode(command)).catch(() => {});
  }

  async #listen(): Promise<void> {
    const stderr = this.#readStderr();
    try {
      const decoder = new MessageDecoder();
      for await (const chunk of this.#child.stdout) {
        for (const message of decoder.push(chunk)) this.#handle(message);
      }
    } catch (error) {
      this.#spawned.reject(error);
      killIfThere(this.pid);
    }
    await stderr;
    this.#status = await this.#child.status;
    await this.#stdin.close().catch(() => {});
    this.#spawned.reject(new UnavailableError(`Cannot start the workers: ${this.silence}`));
  }

  async #readStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stderr) {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_KEPT);
    }
  }

  #handle(message: SupervisorMessage): void {
    switch (message.type) {
      case "spawned":
        this.#spawned.resolve(message.pids);
        break;
      case "failed":
        this.#spawned.reject(
          new UnavailableError(
            `Cannot start the workers: ${message.text} (${message.errno})`,
          ),
        );
        break;
      case "report":
        this.#payloads.set(message.index, message.payload);
        break;
      case "exit":
        this.#outcomes.set(message.index, message.outcome);
        break;
      case "done":
        this.#reaped = true;
        break;
      case "oversize":
        // No payload is kept: the worker gets a sentinel report.
        break;
    }
  }
}

function startProgram(options: SupervisorOptions): Deno.ChildProcess {
  const inherited = [options.slotsFd, options.startFd];
  const command = new Deno.Command(WORKER_PROGRAM_PATH, {
    args: [
      ...options.args,
      ...["--slots-fd", `${options.slotsFd}`],
      ...["--start-fd", `${options.startFd}`],
    ],
    clearEnv: true,
    // Says in /proc/PID/environ whose worker a process is.
    env: { KTSTR_RUN: `${Deno.pid}` },
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  // Spawning is synchronous: no other child of this thread can be born in between and inherit.
  for (const fd of inherited) setCloseOnExec(fd, false);
  try {
    return command.spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UnavailableError(
      `Cannot find ${WORKER_PROGRAM_PATH}: the project is not built. Run "deno task build"`,
      { cause: error },
    );
  } finally {
    for (const fd of inherited) setCloseOnExec(fd, true);
  }
}

function killIfThere(leader: number): void {
  try {
    killGroup(leader, "SIGKILL");
  } catch (error) {
    if (!isSyscallError(error, "ESRCH")) throw error;
  }
}
