import { encodeFrame, FRAME_MAX_PAYLOAD, FrameDecoder } from "./frame.ts";
import { type GuestMessage, hostFrame, type HostMessage, parseGuestMessage } from "./messages.ts";

/** Bytes that `sockaddr_un` has for a path, without the final zero. */
const MAX_SOCKET_PATH = 107;

/** Bytes to ask for in one read. */
const READ_SIZE = 256 * 1024;

/** What carries the bytes between host and guest. */
export interface GuestLink {
  /** Waits for bytes; `null` at the end. They are good until the next call. */
  read(): Promise<Uint8Array | null>;
  /** Writes all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the link; a read that waits ends or rejects. */
  close(): void;
}

/**
 * The host's end of the result channel of one guest.
 *
 * It goes over QEMU's standard input and output, or over a socket. A socket must be listened on
 * before QEMU starts: QEMU connects to it (`-chardev socket,id=ktstr,path=PATH,server=off`), and
 * what a guest writes before somebody is connected would block it.
 *
 * @example A channel for one guest
 * ```ts ignore
 * using channel = GuestChannel.listen("/run/user/1000/ktstr/1/channel");
 * startQemu(channel.path);
 * await channel.accept();
 * for (let m = await channel.receive(); m; m = await channel.receive()) show(m);
 * ```
 */
export class GuestChannel implements Disposable {
  /** Path of the socket, for QEMU's command line; empty without one. */
  readonly path: string;
  readonly #listener: Deno.UnixListener | undefined;
  #link: GuestLink | undefined;
  #closed = false;
  readonly #decoder = new FrameDecoder();
  readonly #received: GuestMessage[] = [];
  #sending: Promise<void> = Promise.resolve();

  private constructor(path: string, listener?: Deno.UnixListener, link?: GuestLink) {
    this.path = path;
    this.#listener = listener;
    this.#link = link;
  }

  /**
   * Uses a link that is there already.
   *
   * @param link What carries the bytes; disposing of the channel closes it.
   */
  static over(link: GuestLink): GuestChannel {
    return new GuestChannel("", undefined, link);
  }

  /**
   * Creates the socket and waits on it.
   *
   * @param path Where the socket shall be; at most 107 bytes, and nothing may be there yet.
   * @returns The channel; disposing of it removes the socket.
   * @throws {RangeError} The path is too long for a socket.
   */
  static listen(path: string): GuestChannel {
    const bytes = new TextEncoder().encode(path).length;
    if (bytes > MAX_SOCKET_PATH) {
      throw new RangeError(
        `Cannot create the socket "${path}": its path has ${bytes} bytes, ` +
          `the limit is ${MAX_SOCKET_PATH}; use a shorter run directory`,
      );
    }
    return new GuestChannel(path, Deno.listen({ transport: "unix", path }));
  }

  /** Waits until QEMU has connected; rejects when the channel is closed before that. */
  async accept(): Promise<void> {
    this.#link ??= socketLink(await this.#listener!.accept());
  }

  /**
   * Waits for the next message.
   *
   * @returns The message, or `undefined` when the other side has ended or the channel was closed.
   * @throws {FrameError} The stream is damaged, or ends within a frame.
   */
  async receive(): Promise<GuestMessage | undefined> {
    while (this.#received.length === 0) {
      const bytes = await this.#read();
      if (bytes === null) {
        if (!this.#closed) this.#decoder.end();
        return undefined;
      }
      for (const frame of this.#decoder.push(bytes)) {
        this.#received.push(parseGuestMessage(frame));
      }
    }
    return this.#received.shift();
  }

  /**
   * Sends a message; what cannot be delivered any more is dropped.
   *
   * @param message What to say to the guest; standard input of any length is cut into frames.
   */
  send(message: HostMessage): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      for (const part of parts(message)) {
        const { type, payload } = hostFrame(part);
        if (!await this.#write(encodeFrame(type, payload))) return;
      }
    });
    return this.#sending;
  }

  /** Closes both ends and removes the socket. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#link?.close();
    if (this.#listener === undefined) return;
    this.#listener.close();
    try {
      Deno.removeSync(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #read(): Promise<Uint8Array | null> {
    try {
      return await this.#link!.read();
    } catch (error) {
      if (this.#closed || error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    }
  }

  async #write(bytes: Uint8Array): Promise<boolean> {
    try {
      await this.#link!.write(bytes);
      return true;
    } catch (error) {
      const gone = error instanceof Deno.errors.BrokenPipe ||
        error instanceof Deno.errors.ConnectionReset;
      if (this.#closed || gone) return false;
      throw error;
    }
  }
}

function socketLink(conn: Deno.UnixConn): GuestLink {
  const buffer = new Uint8Array(READ_SIZE);
  return {
    async read() {
      const count = await conn.read(buffer);
      return count === null ? null : buffer.subarray(0, count);
    },
    async write(bytes) {
      for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
    },
    close: () => conn.close(),
  };
}

function* parts(message: HostMessage): Generator<HostMessage> {
  if (message.type !== "stdin" || message.bytes.length <= FRAME_MAX_PAYLOAD) {
    yield message;
    return;
  }
  for (let at = 0; at < message.bytes.length; at += FRAME_MAX_PAYLOAD) {
    yield { type: "stdin", bytes: message.bytes.subarray(at, at + FRAME_MAX_PAYLOAD) };
  }
}
