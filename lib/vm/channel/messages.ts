import { type Frame, FRAME_TYPE, FrameError } from "./frame.ts";

/** What a guest says, with the payloads of {@linkcode Frame}s taken apart. */
export type GuestMessage =
  | HelloMessage
  | { readonly type: "stdout"; readonly bytes: Uint8Array }
  | { readonly type: "stderr"; readonly bytes: Uint8Array }
  | { readonly type: "event"; readonly bytes: Uint8Array }
  | { readonly type: "heartbeat"; readonly sinceBootNs: number }
  | FileMessage
  | { readonly type: "log"; readonly text: string }
  | ExitMessage;

/** The guest's init is there. */
export interface HelloMessage {
  /** Tells the message from the others. */
  readonly type: "hello";
  /** CPUs that the guest has online. */
  readonly cpus: number;
  /** Age of the guest when it said so, in ns. */
  readonly sinceBootNs: number;
  /** Release of the guest's kernel, as `uname -r` prints it. */
  readonly kernelRelease: string;
}

/** A piece of a result file. */
export interface FileMessage {
  /** Tells the message from the others. */
  readonly type: "file";
  /** Path relative to the directory that was collected. */
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  /** Where in the file the piece belongs, in bytes. */
  readonly offset: number;
  /** Content of the piece. */
  readonly bytes: Uint8Array;
  /** Whether the file is complete with this piece. */
  readonly last: boolean;
}

/** How the command ended: the authority for the exit status. */
export interface ExitMessage {
  /** Tells the message from the others. */
  readonly type: "exit";
  /** What became of the command. */
  readonly result: CommandResult;
  /** Processes that the guest's kernel killed for lack of memory, since boot. */
  readonly oomKills: number;
}

/** The command's own end. */
export type CommandResult =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: number }
  | { readonly kind: "not-started"; readonly errno: number; readonly reason: string };

/** What a host says to a guest. */
export type HostMessage =
  | { readonly type: "signal"; readonly signal: number }
  | { readonly type: "stdin"; readonly bytes: Uint8Array }
  | { readonly type: "resize"; readonly rows: number; readonly columns: number }
  | { readonly type: "bye" };

const decoder = new TextDecoder();

/** Bytes of the fixed part of a `FILE` payload. */
const FILE_HEAD = 16;

/**
 * Takes a frame from a guest apart.
 *
 * @param frame A frame that came from the guest.
 * @returns The message.
 * @throws {FrameError} The payload is too short for its type, or the type is unknown.
 */
export function parseGuestMessage(frame: Frame): GuestMessage {
  const { type, payload } = frame;
  switch (type) {
    case FRAME_TYPE.HELLO: {
      const view = fixedPart(frame, 12);
      return {
        type: "hello",
        cpus: view.getUint32(0, true),
        sinceBootNs: Number(view.getBigUint64(4, true)),
        kernelRelease: decoder.decode(payload.subarray(12)),
      };
    }
    case FRAME_TYPE.STDOUT:
      return { type: "stdout", bytes: payload };
    case FRAME_TYPE.STDERR:
      return { type: "stderr", bytes: payload };
    case FRAME_TYPE.EVENT:
      return { type: "event", bytes: payload };
    case FRAME_TYPE.HEARTBEAT:
      return {
        type: "heartbeat",
        sinceBootNs: Number(fixedPart(frame, 8).getBigUint64(0, true)),
      };
    case FRAME_TYPE.FILE:
      return parseFile(frame);
    case FRAME_TYPE.LOG:
      return { type: "log", text: decoder.decode(payload) };
    case FRAME_TYPE.EXIT:
      return parseExit(frame);
  }
  throw new FrameError(`The guest sent a frame of type ${type}, which is not known`);
}

/**
 * Builds the payload of a message to a guest.
 *
 * @param message What to say.
 * @returns The frame to send.
 */
export function hostFrame(message: HostMessage): Frame {
  switch (message.type) {
    case "signal":
      return {
        type: FRAME_TYPE.SIGNAL,
        payload: numbers((v) => v.setUint32(0, message.signal, true)),
      };
    case "stdin":
      return { type: FRAME_TYPE.STDIN, payload: message.bytes };
    case "resize":
      return {
        type: FRAME_TYPE.RESIZE,
        payload: numbers((v) => {
          v.setUint16(0, message.rows, true);
          v.setUint16(2, message.columns, true);
        }),
      };
    case "bye":
      return { type: FRAME_TYPE.BYE, payload: new Uint8Array() };
  }
}

function numbers(fill: (view: DataView) => void): Uint8Array {
  const payload = new Uint8Array(4);
  fill(new DataView(payload.buffer));
  return payload;
}

function parseFile(frame: Frame): FileMessage {
  const view = fixedPart(frame, FILE_HEAD);
  const nameEnd = FILE_HEAD + view.getUint16(2, true);
  fixedPart(frame, nameEnd);
  return {
    type: "file",
    last: (view.getUint8(0) & 1) !== 0,
    mode: view.getUint32(4, true),
    offset: Number(view.getBigUint64(8, true)),
    name: decoder.decode(frame.payload.subarray(FILE_HEAD, nameEnd)),
    bytes: frame.payload.subarray(nameEnd),
  };
}

function parseExit(frame: Frame): ExitMessage {
  const view = fixedPart(frame, 12);
  const value = view.getUint32(4, true);
  return {
    type: "exit",
    result: commandResult(frame, view, value),
    oomKills: view.getUint32(8, true),
  };
}

function commandResult(frame: Frame, view: DataView, value: number): CommandResult {
  switch (view.getUint8(0)) {
    case 0:
      return { kind: "exited", code: value };
    case 1:
      return { kind: "signalled", signal: value };
    case 2:
      return {
        kind: "not-started",
        errno: value,
        reason: decoder.decode(frame.payload.subarray(12)),
      };
  }
  throw new FrameError(`The guest ended in a way that is not known: ${view.getUint8(0)}`);
}

function fixedPart({ type, payload }: Frame, wanted: number): DataView {
  if (payload.length < wanted) {
    throw new FrameError(
      `A frame of type ${type} is too short: ${payload.length} bytes, wanted ${wanted}`,
    );
  }
  return new DataView(payload.buffer, payload.byteOffset, payload.length);
}
