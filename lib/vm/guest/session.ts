import { FrameError } from "../channel/frame.ts";
import type { GuestChannel } from "../channel/guest_channel.ts";
import type { ExitMessage, GuestMessage, HelloMessage } from "../channel/messages.ts";
import { type ConsoleFinding, lastLines, scanConsole } from "./console_scan.ts";
import { classifyEnd, type GuestEnd, type StopReason } from "./guest_end.ts";
import { LineSplitter } from "./line_splitter.ts";
import { ResultFiles } from "./result_files.ts";
import { Watchdog } from "./watchdog.ts";

/** A running QEMU, as far as a session needs it; `Deno.ChildProcess` is one. */
export interface GuestProcess {
  /** Resolves when the process has ended. */
  readonly status: Promise<{ readonly code: number; readonly signal: string | null }>;
  /** Sends a signal; may throw when the process has ended. */
  kill(signal: "SIGKILL"): void;
}

/** What a session passes on as it happens. A promise that is returned is waited for. */
export interface GuestHandlers {
  /** The guest's init is there. */
  hello?(message: HelloMessage): void | Promise<void>;
  /** The command wrote to its standard output. */
  stdout?(bytes: Uint8Array): void | Promise<void>;
  /** The command wrote to its standard error. */
  stderr?(bytes: Uint8Array): void | Promise<void>;
  /** A program in the guest wrote a line to the event pipe. */
  event?(line: string): void | Promise<void>;
  /** Init has something to say, usually that something could not be set up. */
  log?(text: string): void | Promise<void>;
}

/** Options for {@linkcode runGuestSession}. */
export interface GuestSessionOptions {
  /** QEMU, just started. */
  readonly process: GuestProcess;
  /** The channel that QEMU connects to, already listening. */
  readonly channel: GuestChannel;
  /** File that QEMU writes the serial console to. */
  readonly consolePath: string;
  /** What QEMU has printed as errors so far. */
  readonly qemuStderr?: () => string;
  /** Where the output goes. */
  readonly handlers?: GuestHandlers;
  /** Directory for the files that the guest sends back; without it they are dropped. */
  readonly resultDir?: string;
  /** Standard input for the command; the run description must ask for it. */
  readonly input?: ReadableStream<Uint8Array>;
  /**
   * Time from now to the first word of init, in ms.
   *
   * @default {120_000}
   */
  readonly bootTimeoutMs?: number;
  /**
   * Silence of init after which the guest counts as hung, in ms. It sends a heartbeat each second.
   *
   * @default {30_000}
   */
  readonly silenceTimeoutMs?: number;
  /** Time that the guest is given in all, in ms; without it there is no limit. */
  readonly timeoutMs?: number;
  /** Ends the guest: the command gets SIGINT first, and then some time for its clean-up. */
  readonly abort?: AbortSignal;
  /**
   * Time between an abort and the end of the machine, in ms.
   *
   * @default {10_000}
   */
  readonly abortGraceMs?: number;
}

/** What is known after a guest has ended. */
export interface GuestOutcome {
  /** How it ended. */
  readonly end: GuestEnd;
  /** Processes that the guest's kernel killed for lack of memory; 0 when init could not tell. */
  readonly oomKills: number;
  /** Lines of the console that report trouble, also when the command succeeded. */
  readonly findings: readonly ConsoleFinding[];
  /** The last lines of the console. */
  readonly consoleTail: readonly string[];
  /** Init's first word, or `null` when it never came. */
  readonly hello: HelloMessage | null;
  /** Time from the call to init's first word, in ms; `null` when it never came. */
  readonly bootMs: number | null;
  /** Time from the call to the end of QEMU, in ms. */
  readonly totalMs: number;
}

/** Lines of the console in an outcome. */
const TAIL_LINES = 20;

/** Bytes at the end of the console that are looked at; a kernel in trouble can print for ever. */
const CONSOLE_LIMIT = 16 << 20;

/** Time that QEMU has to end by itself after the channel has ended, in ms. */
const LEAVE_TIMEOUT_MS = 10_000;

const SIGINT = 2;

/**
 * Follows a guest to its end. QEMU has ended when this resolves or rejects, whatever happened.
 *
 * @param options The started QEMU, and what to do with what it says.
 * @returns How it ended.
 * @throws What a handler throws; the guest is ended first.
 */
export async function runGuestSession(options: GuestSessionOptions): Promise<GuestOutcome> {
  const session = new Session(options);
  return await session.run();
}

class Session {
  readonly #options: GuestSessionOptions;
  readonly #start = performance.now();
  readonly #events = new LineSplitter();
  readonly #files: ResultFiles | undefined;
  readonly #watchdog: Watchdog;
  #ended = false;
  #stopped: StopReason | undefined;
  #hello: HelloMessage | null = null;
  #bootMs: number | null = null;
  #exit: ExitMessage | undefined;
  #abortTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: GuestSessionOptions) {
    this.#options = options;
    this.#files = options.resultDir === undefined ? undefined : new ResultFiles(options.resultDir);
    const { timeoutMs, bootTimeoutMs = 120_000 } = options;
    this.#watchdog = new Watchdog(bootTimeoutMs, timeoutMs, (reason) => this.#stop(reason));
  }

  async run(): Promise<GuestOutcome> {
    const { process, channel, abort } = this.#options;
    const onAbort = () => this.#onAbort();
    abort?.addEventListener("abort", onAbort);
    if (abort?.aborted) onAbort();
    const status = process.status.then((status) => {
      this.#ended = true;
      return status;
    });
    try {
      if (await this.#connect(status)) await this.#receive();
      this.#watchdog.stop();
      await this.#waitForEnd(status);
      return await this.#outcome(await status);
    } finally {
      abort?.removeEventListener("abort", onAbort);
      clearTimeout(this.#abortTimer);
      this.#watchdog.stop();
      this.#kill();
      await status;
      channel[Symbol.dispose]();
      this.#files?.[Symbol.dispose]();
    }
  }

  /** Waits for QEMU to connect; false when it ends before that. */
  async #connect(status: Promise<unknown>): Promise<boolean> {
    const { channel } = this.#options;
    const accepted = channel.accept().then(() => true, () => false);
    const connected = await Promise.race([accepted, status.then(() => false)]);
    if (!connected) {
      channel[Symbol.dispose]();
      await accepted;
    }
    return connected;
  }

  async #receive(): Promise<void> {
    const { channel, silenceTimeoutMs = 30_000 } = this.#options;
    try {
      for (;;) {
        this.#watchdog.resume();
        const message = await channel.receive();
        // A handler that waits for a slow terminal is not the guest's silence.
        this.#watchdog.pause();
        if (!message) break;
        this.#watchdog.silenceMs = silenceTimeoutMs;
        await this.#handle(message);
        if (this.#exit) break;
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      // After an end within a frame, the console and QEMU's status tell why it ended; wrong bytes
      // are a fault of their own.
      if (!error.truncated) this.#stopped ??= { kind: "damaged", message: error.message };
    }
    for (const line of this.#events.end()) await this.#options.handlers?.event?.(line);
  }

  async #handle(message: GuestMessage): Promise<void> {
    const { handlers, channel } = this.#options;
    switch (message.type) {
      case "hello":
        this.#hello = message;
        this.#bootMs = performance.now() - this.#start;
        this.#feed();
        return await handlers?.hello?.(message);
      case "stdout":
        return await handlers?.stdout?.(message.bytes);
      case "stderr":
        return await handlers?.stderr?.(message.bytes);
      case "event":
        for (const line of this.#events.push(message.bytes)) await handlers?.event?.(line);
        return;
      case "file":
        return await this.#files?.write(message);
      case "log":
        return await handlers?.log?.(message.text);
      case "heartbeat":
        return;
      case "exit":
        this.#exit = message;
        return await channel.send({ type: "bye" });
    }
  }

  /** Passes on standard input in the background; the end of the session ends it. */
  #feed(): void {
    const { input, channel } = this.#options;
    if (!input) return;
    (async () => {
      for await (const bytes of input) {
        if (bytes.length > 0) await channel.send({ type: "stdin", bytes });
        if (this.#ended) return;
      }
      await channel.send({ type: "stdin", bytes: new Uint8Array() });
    })().catch((error) => this.#options.handlers?.log?.(`Cannot read the input: ${error}`));
  }

  #onAbort(): void {
    const { channel, abortGraceMs = 10_000 } = this.#options;
    if (!this.#hello) return this.#stop({ kind: "aborted" });
    this.#stopped ??= { kind: "aborted" };
    channel.send({ type: "signal", signal: SIGINT });
    this.#abortTimer = setTimeout(() => this.#kill(), abortGraceMs);
  }

  #stop(reason: StopReason): void {
    this.#stopped ??= reason;
    this.#kill();
  }

  #kill(): void {
    if (this.#ended) return;
    try {
      this.#options.process.kill("SIGKILL");
    } catch (error) {
      // It has ended, and its status is on the way.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #waitForEnd(status: Promise<unknown>): Promise<void> {
    if (this.#stopped?.kind === "damaged") this.#kill();
    const timer = setTimeout(() => this.#kill(), LEAVE_TIMEOUT_MS);
    await status;
    clearTimeout(timer);
  }

  async #outcome(qemu: { code: number; signal: string | null }): Promise<GuestOutcome> {
    const text = await readConsole(this.#options.consolePath);
    const findings = scanConsole(text);
    const end = classifyEnd({
      started: this.#hello !== null,
      exit: this.#exit,
      stopped: this.#stopped,
      qemu,
      qemuStderr: this.#options.qemuStderr?.() ?? "",
      findings,
    });
    return {
      end,
      oomKills: this.#exit?.oomKills ?? 0,
      findings,
      consoleTail: lastLines(text, TAIL_LINES),
      hello: this.#hello,
      bootMs: this.#bootMs,
      totalMs: performance.now() - this.#start,
    };
  }
}

async function readConsole(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat();
    await file.seek(Math.max(0, size - CONSOLE_LIMIT), Deno.SeekMode.Start);
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.readable) chunks.push(chunk);
    return await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
