/**
 * What a supervisor (`build/ktstr-worker` in managed mode) and the runner say to each other.
 * The other half is `workers/protocol.h`.
 *
 * Supervisor to runner, on its stdout, one line a message, all numbers decimal:
 *
 * ```text
 * spawned <pid> <pid> ...         every worker is forked and blocked on the start pipe
 * failed <ERRNO> <text>           the group could not be made; nothing of it is left
 * report <index> <bytes>          followed by that many raw bytes: what the worker wrote
 * oversize <index>                the worker wrote more than a report may hold
 * exit <index> code <n>           the worker ended by itself
 * exit <index> signal <n>         a signal ended it
 * exit <index> error <text>       its end could not be learned
 * done                            every worker is reported, swept and reaped
 * ```
 *
 * Runner to supervisor, on its stdin: `stop`, `kill`, or the end of the stream, which means that
 * the runner is gone and everything has to die.
 */
export type SupervisorMessage =
  | { readonly type: "spawned"; readonly pids: readonly number[] }
  | { readonly type: "failed"; readonly errno: string; readonly text: string }
  | { readonly type: "report"; readonly index: number; readonly payload: Uint8Array }
  | { readonly type: "oversize"; readonly index: number }
  | { readonly type: "exit"; readonly index: number; readonly outcome: WaitOutcome }
  | { readonly type: "done" };

/** How the kernel says that a process ended. */
export type WaitOutcome =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: number }
  | { readonly kind: "error"; readonly text: string };

/** A supervisor sent something that is not in the protocol. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

const NEWLINE = 0x0a;
/** No header line is longer than this, but for `spawned`, which takes up to 11 bytes a worker. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/**
 * Cuts the byte stream of a supervisor into messages, however it is chunked.
 *
 * @example
 * ```ts
 * const decoder = new MessageDecoder();
 * for (const message of decoder.push(new TextEncoder().encode("exit 0 code 3\n"))) {
 *   // { type: "exit", index: 0, outcome: { kind: "code", code: 3 } }
 * }
 * ```
 */
export class MessageDecoder {
  /** Bytes in `[#begin, #end)` are not yet part of a message; `#scanned` have no newline. */
  #buffer = new Uint8Array(64 * 1024);
  #begin = 0;
  #end = 0;
  #scanned = 0;
  readonly #text = new TextDecoder();

  /** Whether a message has begun that is not complete. */
  get pending(): boolean {
    return this.#end > this.#begin;
  }

  /**
   * Takes the next bytes of the stream.
   *
   * @param chunk Bytes as they came.
   * @returns The messages that are complete now.
   * @throws {ProtocolError} If the stream is not in the protocol.
   */
  push(chunk: Uint8Array): SupervisorMessage[] {
    this.#append(chunk);
    const messages: SupervisorMessage[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) {
      messages.push(message);
    }
    return messages;
  }

  #append(chunk: Uint8Array): void {
    const pending = this.#end - this.#begin;
    if (this.#end + chunk.length > this.#buffer.length) {
      const needed = pending + chunk.length;
      const target = needed > this.#buffer.length
        ? new Uint8Array(Math.max(needed, 2 * this.#buffer.length))
        : this.#buffer;
      target.set(this.#buffer.subarray(this.#begin, this.#end));
      this.#scanned -= this.#begin;
      this.#buffer = target;
      this.#begin = 0;
      this.#end = pending;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #next(): SupervisorMessage | null {
    const newline = this.#buffer.indexOf(NEWLINE, this.#scanned);
    if (newline < 0 || newline >= this.#end) {
      this.#scanned = this.#end;
      if (this.#end - this.#begin > MAX_LINE_BYTES) throw new ProtocolError("A line has no end");
      return null;
    }
    const line = this.#text.decode(this.#buffer.subarray(this.#begin, newline));
    const report = /^report (\d+) (\d+)$/.exec(line);
    if (report === null) {
      this.#consume(newline + 1);
      return parseLine(line);
    }
    const payloadEnd = newline + 1 + Number(report[2]);
    // The line is found again at once when the rest of the payload is there.
    this.#scanned = newline;
    if (this.#end < payloadEnd) return null;
    const payload = this.#buffer.slice(newline + 1, payloadEnd);
    this.#consume(payloadEnd);
    return { type: "report", index: Number(report[1]), payload };
  }

  #consume(upTo: number): void {
    this.#begin = upTo;
    this.#scanned = upTo;
  }
}

function parseLine(line: string): SupervisorMessage {
  const [kind, ...words] = line.split(" ");
  switch (kind) {
    case "spawned":
      return { type: "spawned", pids: words.map((word) => parseNumber(word, line)) };
    case "failed":
      return { type: "failed", errno: words[0] ?? "", text: words.slice(1).join(" ") };
    case "oversize":
      return { type: "oversize", index: parseNumber(words[0], line) };
    case "exit":
      return { type: "exit", index: parseNumber(words[0], line), outcome: parseOutcome(line) };
    case "done":
      return { type: "done" };
    default:
      throw new ProtocolError(`Unknown message from a supervisor: "${line.slice(0, 80)}"`);
  }
}

function parseOutcome(line: string): WaitOutcome {
  const [, , kind, ...rest] = line.split(" ");
  switch (kind) {
    case "code":
      return { kind, code: parseNumber(rest[0], line) };
    case "signal":
      return { kind, signal: parseNumber(rest[0], line) };
    case "error":
      return { kind, text: rest.join(" ") };
    default:
      throw new ProtocolError(`Unknown end of a worker: "${line.slice(0, 80)}"`);
  }
}

function parseNumber(word: string | undefined, line: string): number {
  if (word === undefined || !/^\d+$/.test(word)) {
    throw new ProtocolError(`A number is missing in "${line.slice(0, 80)}"`);
  }
  return Number(word);
}
