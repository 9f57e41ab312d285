/** What one entry of an archive is. Paths are absolute, as the guest sees them. */
export type CpioEntry =
  | { readonly kind: "directory"; readonly mode: number }
  | { readonly kind: "symlink"; readonly target: string }
  | {
    readonly kind: "device";
    readonly mode: number;
    readonly major: number;
    readonly minor: number;
  }
  | {
    readonly kind: "file";
    readonly mode: number;
    /** Bytes of the content. */
    readonly size: number;
    /** The content in pieces, `size` bytes in all. */
    readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  };

/** Where an archive goes. */
export interface CpioSink {
  /** Takes all bytes; they may be changed by the caller afterwards. */
  write(bytes: Uint8Array): Promise<void>;
}

/** File type bits of `st_mode`. */
const FORMAT = {
  directory: 0o040000,
  device: 0o020000,
  file: 0o100000,
  symlink: 0o120000,
} as const;

/** Archives that are put one behind the other must each start on a multiple of four. */
const BLOCK = 512;

/** Largest file that the eight hexadecimal digits of the size can tell. */
const MAX_FILE_SIZE = 0xffff_ffff;

/**
 * Writes an archive in the "newc" format of cpio, which the kernel unpacks as its initramfs.
 *
 * All entries belong to root and have the time 0, so that the same entries always give the same
 * bytes.
 */
export class CpioWriter {
  readonly #sink: CpioSink;
  readonly #encoder = new TextEncoder();
  #inode = 0;
  #written = 0;

  /**
   * Starts an archive.
   *
   * @param sink Where the bytes go.
   */
  constructor(sink: CpioSink) {
    this.#sink = sink;
  }

  /**
   * Appends an entry. The directory that holds it must have been added before.
   *
   * @param path Absolute path in the guest.
   * @param entry What is there.
   * @throws {RangeError} A file is larger than the format can tell.
   * @throws {Error} The content of a file is longer or shorter than its size says.
   */
  async add(path: string, entry: CpioEntry): Promise<void> {
    const name = path.replace(/^\/+/, "");
    const target = entry.kind === "symlink" ? this.#encoder.encode(entry.target) : undefined;
    const size = entry.kind === "file" ? entry.size : target?.length ?? 0;
    if (size > MAX_FILE_SIZE) {
      throw new RangeError(
        `Cannot put ${path} into the guest image: it has ${size} bytes, the limit is ${MAX_FILE_SIZE}`,
      );
    }
    const mode = FORMAT[entry.kind] | (entry.kind === "symlink" ? 0o777 : entry.mode);
    const device = entry.kind === "device" ? [entry.major, entry.minor] as const : [0, 0] as const;
    await this.#header(name, mode, size, device);

    let sent = 0;
    const pieces = entry.kind === "file" ? entry.content : target ? [target] : [];
    for await (const piece of pieces) {
      sent += piece.length;
      if (sent > size) break;
      await this.#put(piece);
    }
    if (sent !== size) {
      throw new Error(
        `Cannot put ${path} into the guest image: it changed while it was read, ` +
          `expected ${size} bytes, got ${sent > size ? "more" : sent}`,
      );
    }
    await this.#pad(4);
  }

  /** Ends the archive; another one may follow in the same file. */
  async end(): Promise<void> {
    this.#inode = -1;
    await this.#header("TRAILER!!!", 0, 0, [0, 0]);
    await this.#pad(BLOCK);
  }

  async #header(
    name: string,
    mode: number,
    size: number,
    [major, minor]: readonly [number, number],
  ): Promise<void> {
    const nameBytes = this.#encoder.encode(name);
    const links = (mode & 0o170000) === FORMAT.directory ? 2 : 1;
    const fields = [
      ++this.#inode,
      mode,
      0, // uid
      0, // gid
      links,
      0, // time of change
      size,
      0, // device that holds the file
      0,
      major,
      minor,
      nameBytes.length + 1,
      0, // no checksum in this format
    ];
    const digits = fields.map((field) => field.toString(16).padStart(8, "0")).join("");
    await this.#put(this.#encoder.encode(`070701${digits}`));
    await this.#put(nameBytes);
    await this.#put(new Uint8Array(1));
    await this.#pad(4);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    await this.#sink.write(bytes);
    this.#written += bytes.length;
  }

  async #pad(multiple: number): Promise<void> {
    const over = this.#written % multiple;
    if (over !== 0) await this.#put(new Uint8Array(multiple - over));
  }
}
