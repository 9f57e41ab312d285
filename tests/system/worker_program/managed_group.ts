import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { MessageDecoder, type SupervisorMessage } from "../../../lib/workload/protocol.ts";
import { PROGRAM } from "./program.ts";
import { alive, until } from "./processes.ts";

/** Options for {@linkcode ManagedGroup.start}. */
export interface ManagedGroupOptions {
  readonly args: readonly string[];
  readonly workers?: number;
  readonly program?: string;
  /** Bytes that lie in the shared memory file before the program sees it. */
  readonly slots?: Uint8Array;
  /** Command that the program is run by, such as `["prlimit", "--nofile=64"]`. */
  readonly wrapper?: readonly string[];
}

/** Longer than a supervisor of 2000 workers is silent on a busy machine. */
const SILENCE_MS = 60_000;

/** What `--describe` says of a struct. */
interface Struct {
  readonly size: number;
  readonly fields: Readonly<Record<string, { offset: number; type: string; count: number }>>;
}

/**
 * A supervisor in managed mode with nothing but a shell, a file and a FIFO around it: the other
 * side of the protocol written a second time, without the library that the product uses.
 */
export class ManagedGroup implements AsyncDisposable {
  readonly messages: SupervisorMessage[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #workers: number;
  readonly #layout: { header: Struct; slot: Struct; states: string[] };
  readonly #gate: Deno.FsFile;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #decoder = new MessageDecoder();
  readonly #stdout: ReadableStreamDefaultReader<Uint8Array>;
  readonly #stderr: Promise<string>;
  #status: Deno.CommandStatus | undefined;
  #gateOpen = true;
  #stdinOpen = true;
  #pids: readonly number[] = [];

  /** Starts a supervisor; its workers wait at the start pipe once `spawned` came. */
  static async start(options: ManagedGroupOptions): Promise<ManagedGroup> {
    const program = options.program ?? PROGRAM;
    const describe = await new Deno.Command(program, { args: ["--describe"] }).output();
    return new ManagedGroup(options, JSON.parse(new TextDecoder().decode(describe.stdout)));
  }

  private constructor(
    options: ManagedGroupOptions,
    layout: { header: Struct; slot: Struct; states: string[] },
  ) {
    this.#layout = layout;
    this.#workers = options.workers ?? 1;
    this.#folder = Deno.makeTempDirSync();
    const [slots, start] = [join(this.#folder, "slots"), join(this.#folder, "start")];
    const size = layout.header.size + this.#workers * layout.slot.size;
    Deno.writeFileSync(slots, options.slots ?? new Uint8Array(size));
    new Deno.Command("mkfifo", { args: [start] }).outputSync();
    // Opened for both so that neither this side nor the shell waits for the other.
    this.#gate = Deno.openSync(start, { read: true, write: true });
    this.#child = new Deno.Command("sh", {
      args: ["-c", 'exec "$@" 3<>"$SLOTS" 4<"$START"', "sh"].concat(
        options.wrapper ?? [],
        [options.program ?? PROGRAM, "--slots-fd=3", "--start-fd=4"],
        [`--workers=${this.#workers}`],
        options.args,
      ),
      env: { SLOTS: slots, START: start },
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdin.closed.catch(() => {});
    this.#stdout = this.#child.stdout.getReader();
    this.#stderr = new Response(this.#child.stderr).text();
    this.#child.status.then((status) => this.#status = status);
  }

  /** Process id of the supervisor. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Pids of the workers, once `spawned` was read. */
  get pids(): readonly number[] {
    return this.#pids;
  }

  /** Pid of the only worker. */
  get only(): number {
    return this.#pids[0] ?? NaN;
  }

  /** Reads messages until one of the type has come, and returns it. */
  async next<T extends SupervisorMessage["type"]>(
    type: T,
  ): Promise<Extract<SupervisorMessage, { type: T }>> {
    const from = this.messages.length;
    for (;;) {
      const found = this.messages.slice(from).find((message) => message.type === type);
      if (found !== undefined) return found as Extract<SupervisorMessage, { type: T }>;
      if (!await this.#read()) {
        throw new Error(`No "${type}" came: ${JSON.stringify(this.messages)}`);
      }
    }
  }

  /** Waits until all workers are blocked at the start. */
  async spawned(): Promise<readonly number[]> {
    this.#pids = (await this.next("spawned")).pids;
    return this.#pids;
  }

  /** Lets all workers go. */
  release(): void {
    this.writeHeader("released_ns", BigInt(Math.round(uptimeNs())));
    this.#gate.writeSync(new Uint8Array(this.#workers));
  }

  /** Closes the start pipe. */
  closeGate(): void {
    if (this.#gateOpen) this.#gate.close();
    this.#gateOpen = false;
  }

  /** Sends a command. */
  async send(command: string): Promise<void> {
    await this.sendRaw(`${command}\n`);
  }

  /** Sends bytes that need not be a whole command. */
  async sendRaw(text: string): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(text));
  }

  /** Ends the control stream, as a runner that dies. */
  async vanish(): Promise<void> {
    if (this.#stdinOpen) await this.#stdin.close().catch(() => {});
    this.#stdinOpen = false;
  }

  /** Closes the message stream, as a runner that stops reading for good. */
  async deafen(): Promise<void> {
    await this.#stdout.cancel();
  }

  /** Reads to the end of the messages and returns how the supervisor ended. */
  async finish(): Promise<Deno.CommandStatus & { readonly stderr: string }> {
    while (await this.#read());
    const status = await this.#child.status;
    return { ...status, stderr: await this.#stderr };
  }

  /** The report that a worker wrote, from the messages read so far. */
  // deno-lint-ignore no-explicit-any
  report(index = 0): any {
    for (const message of this.messages) {
      if (message.type === "report" && message.index === index) {
        return JSON.parse(new TextDecoder().decode(message.payload));
      }
    }
    throw new Error(`Worker ${index} has not reported: ${JSON.stringify(this.messages)}`);
  }

  /** How a worker ended, in the words of the protocol, from the messages read so far. */
  exit(index = 0): string {
    for (const message of this.messages) {
      if (message.type !== "exit" || message.index !== index) continue;
      const { outcome } = message;
      return outcome.kind === "code"
        ? `code ${outcome.code}`
        : outcome.kind === "signal"
        ? `signal ${outcome.signal}`
        : `error ${outcome.text}`;
    }
    return "";
  }

  /** Reads a field of a worker's slot. */
  slot(name: string, index = 0): number {
    return this.#field(
      this.#layout.slot,
      this.#layout.header.size + index * this.#layout.slot.size,
      name,
    );
  }

  /** Name of a worker's state. */
  state(index = 0): string {
    return this.#layout.states[this.slot("state", index)] ?? "";
  }

  /** Reads a field of the header. */
  header(name: string): number {
    return this.#field(this.#layout.header, 0, name);
  }

  /** Writes a field of the header. */
  writeHeader(name: string, value: bigint): void {
    using file = Deno.openSync(join(this.#folder, "slots"), { read: true, write: true });
    file.seekSync(this.#layout.header.fields[name]?.offset ?? NaN, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(new BigUint64Array([value]).buffer));
  }

  /** Ends what is there, cleans up, and fails if a worker is left over. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.vanish();
    const ended = () => this.#status !== undefined;
    await until("it has ended", ended, 5000).catch(() => Deno.kill(this.pid, "SIGKILL"));
    this.closeGate();
    await this.finish();
    Deno.removeSync(this.#folder, { recursive: true });
    assertEquals(this.#pids.filter(alive), [], "workers are left");
  }

  async #read(): Promise<boolean> {
    const { done, value } = await within(SILENCE_MS, this.#stdout.read());
    if (done) return false;
    this.messages.push(...this.#decoder.push(value));
    return true;
  }

  #field(struct: Struct, base: number, name: string): number {
    const field = struct.fields[name];
    if (field === undefined) throw new Error(`No field ${name}`);
    const bytes = new Uint8Array(8);
    using file = Deno.openSync(join(this.#folder, "slots"));
    file.seekSync(base + field.offset, Deno.SeekMode.Start);
    file.readSync(bytes);
    const view = new DataView(bytes.buffer);
    return field.type === "u32" ? view.getUint32(0, true) : Number(view.getBigUint64(0, true));
  }
}

/** Rejects when `promise` takes too long, so that a supervisor that hangs fails its test. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Nothing was said for ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Time since boot, to 10 ms: the nearest that Deno gets to CLOCK_MONOTONIC by itself. */
function uptimeNs(): number {
  return Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]) * 1e9;
}
