/**
 * Frames on the virtio port between the guest's init and the host. The other half is
 * `native/guest/frame.h`; both files describe the same format.
 *
 * A frame is a header of 16 bytes and a payload. Numbers are little-endian.
 *
 * | offset | size | field                                                          |
 * | -----: | ---: | -------------------------------------------------------------- |
 * |      0 |    4 | magic, the bytes `KTSF`                                        |
 * |      4 |    1 | version of the format, {@linkcode FRAME_VERSION}               |
 * |      5 |    1 | type, one of {@linkcode FRAME_TYPE}                            |
 * |      6 |    2 | zero                                                           |
 * |      8 |    4 | length of the payload, at most {@linkcode FRAME_MAX_PAYLOAD}   |
 * |     12 |    4 | CRC-32 (IEEE, as in zlib) over bytes 0 to 11 and the payload   |
 *
 * Guest to host:
 *
 * - `HELLO`: u32 CPUs online, u64 ns since boot, then the kernel release as text
 * - `STDOUT`, `STDERR`: bytes that the command wrote
 * - `EVENT`: bytes that were written to the event pipe; lines of text, cut anywhere
 * - `HEARTBEAT`: u64 ns since boot
 * - `FILE`: u8 flags (1: the last piece), u8 zero, u16 length of the name, u32 mode, u64 offset of
 *   this piece, name, bytes
 * - `LOG`: one line of text from init itself
 * - `EXIT`: u8 kind (0 exited, 1 killed by a signal, 2 could not start), 3 zero bytes, u32 exit
 *   status, signal or errno, u32 OOM kills since boot, then for kind 2 the reason as text
 *
 * Host to guest:
 *
 * - `SIGNAL`: u32 signal for the command's process group
 * - `STDIN`: bytes for the command's standard input; none means end of file
 * - `RESIZE`: u16 rows, u16 columns of the terminal
 * - `BYE`: `EXIT` has arrived; the guest may leave
 */
import { crc32 } from "node:zlib";

/** Version of the frame format; both halves must agree. */
export const FRAME_VERSION = 1;

/** Bytes in front of each payload. */
export const FRAME_HEADER_SIZE = 16;

/** Bytes of the largest payload; a larger length field means that the stream is damaged. */
export const FRAME_MAX_PAYLOAD = 1 << 20;

/** What a frame is about. */
export const FRAME_TYPE = {
  HELLO: 1,
  STDOUT: 2,
  STDERR: 3,
  EVENT: 4,
  HEARTBEAT: 5,
  FILE: 6,
  LOG: 7,
  EXIT: 8,
  SIGNAL: 64,
  STDIN: 65,
  RESIZE: 66,
  BYE: 67,
} as const;

/** One frame without its header. */
export interface Frame {
  /** One of {@linkcode FRAME_TYPE}, or the number of a type that this version does not know. */
  readonly type: number;
  /** Its content, at most {@linkcode FRAME_MAX_PAYLOAD} bytes. */
  readonly payload: Uint8Array;
}

/** The stream of frames is damaged: wrong bytes, another version, or an end within a frame. */
export class FrameError extends Error {
  /** Whether the stream was right until it ended, as when QEMU was killed. */
  readonly truncated: boolean;

  /** Creates the error. */
  constructor(message: string, options: { truncated?: boolean } = {}) {
    super(message);
    this.name = "FrameError";
    this.truncated = options.truncated ?? false;
  }
}

const MAGIC = new TextEncoder().encode("KTSF");

/** Bytes of the header that the checksum covers. */
const SUMMED_HEADER = 12;

/**
 * Builds a frame.
 *
 * @param type One of {@linkcode FRAME_TYPE}.
 * @param payload Its content, at most {@linkcode FRAME_MAX_PAYLOAD} bytes.
 * @returns Header and payload.
 * @throws {RangeError} The payload is too long.
 */
export function encodeFrame(type: number, payload: Uint8Array = new Uint8Array()): Uint8Array {
  if (payload.length > FRAME_MAX_PAYLOAD) {
    throw new RangeError(
      `Cannot frame ${payload.length} bytes: the limit is ${FRAME_MAX_PAYLOAD}`,
    );
  }
  const frame = new Uint8Array(FRAME_HEADER_SIZE + payload.length);
  const view = new DataView(frame.buffer);
  frame.set(MAGIC);
  view.setUint8(4, FRAME_VERSION);
  view.setUint8(5, type);
  view.setUint32(8, payload.length, true);
  frame.set(payload, FRAME_HEADER_SIZE);
  view.setUint32(12, checksum(frame), true);
  return frame;
}

/**
 * Cuts a stream of bytes into frames, however the bytes arrive.
 *
 * @example Two frames in three pieces
 * ```ts ignore
 * const decoder = new FrameDecoder();
 * for (const piece of pieces) {
 *   for (const frame of decoder.push(piece)) handle(frame);
 * }
 * decoder.end();
 * ```
 */
export class FrameDecoder {
  /** Bytes that have arrived and are not yet part of a returned frame. */
  #pending = new Uint8Array(64 * 1024);
  #start = 0;
  #end = 0;
  /** Offset in the whole stream of the byte at `#start`, for messages. */
  #offset = 0;

  /**
   * Takes in bytes.
   *
   * @param bytes What has arrived; they are copied.
   * @returns The frames that are complete now, in order; their payloads are the caller's.
   * @throws {FrameError} The bytes are not what the other half would have sent.
   */
  push(bytes: Uint8Array): Frame[] {
    this.#append(bytes);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  /**
   * Says that no more bytes will come.
   *
   * @throws {FrameError} The stream ends within a frame.
   */
  end(): void {
    const left = this.#end - this.#start;
    if (left > 0) {
      throw new FrameError(
        `The result channel ended within a frame: ${left} bytes of it had arrived`,
        { truncated: true },
      );
    }
  }

  #append(bytes: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + bytes.length > this.#pending.length) {
      const needed = held + bytes.length;
      const target = needed > this.#pending.length
        ? new Uint8Array(Math.max(needed, 2 * this.#pending.length))
        : this.#pending;
      target.set(this.#pending.subarray(this.#start, this.#end));
      this.#pending = target;
      this.#start = 0;
      this.#end = held;
    }
    this.#pending.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  #next(): Frame | undefined {
    const held = this.#pending.subarray(this.#start, this.#end);
    // Wrong bytes are noticed as soon as they are there, not when a whole header is.
    for (let i = 0; i < Math.min(MAGIC.length, held.length); i++) {
      if (held[i] !== MAGIC[i]) this.#damaged("no frame starts here");
    }
    if (held.length > 4 && held[4] !== FRAME_VERSION) {
      this.#damaged(`the frame has version ${held[4]}, wanted ${FRAME_VERSION}`);
    }
    if (held.length < FRAME_HEADER_SIZE) return undefined;

    const view = new DataView(held.buffer, held.byteOffset, held.length);
    const size = view.getUint32(8, true);
    if (size > FRAME_MAX_PAYLOAD) {
      this.#damaged(`the frame has ${size} bytes, the limit is ${FRAME_MAX_PAYLOAD}`);
    }
    const total = FRAME_HEADER_SIZE + size;
    if (held.length < total) return undefined;
    if (view.getUint32(12, true) !== checksum(held.subarray(0, total))) {
      this.#damaged("the checksum of the frame is wrong");
    }
    this.#start += total;
    this.#offset += total;
    return { type: view.getUint8(5), payload: held.slice(FRAME_HEADER_SIZE, total) };
  }

  #damaged(what: string): never {
    throw new FrameError(`The result channel is damaged at byte ${this.#offset}: ${what}`);
  }
}

function checksum(frame: Uint8Array): number {
  return crc32(frame.subarray(FRAME_HEADER_SIZE), crc32(frame.subarray(0, SUMMED_HEADER)));
}
