import { dirname, join } from "@std/path";
import type { FileMessage } from "../channel/messages.ts";

/** Writes the files that a guest sends back, below one directory and nowhere else. */
export class ResultFiles implements Disposable {
  readonly #dir: string;
  #open: { name: string; file: Deno.FsFile } | undefined;

  /**
   * Prepares to write.
   *
   * @param dir Directory on the host; it is made when the first file arrives.
   */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Writes a piece of a file.
   *
   * @param piece What has arrived.
   * @throws {RangeError} The name leads out of the directory.
   */
  async write(piece: FileMessage): Promise<void> {
    const file = await this.#file(piece);
    await file.seek(piece.offset, Deno.SeekMode.Start);
    for (let done = 0; done < piece.bytes.length;) {
      done += await file.write(piece.bytes.subarray(done));
    }
    if (piece.last) this[Symbol.dispose]();
  }

  /** Closes the file whose last piece has not arrived. */
  [Symbol.dispose](): void {
    this.#open?.file.close();
    this.#open = undefined;
  }

  async #file({ name, mode }: FileMessage): Promise<Deno.FsFile> {
    if (this.#open?.name === name) return this.#open.file;
    this[Symbol.dispose]();
    if (!isInside(name)) {
      throw new RangeError(
        `The guest sent a file with a name that is not allowed: ${JSON.stringify(name)}`,
      );
    }
    const path = join(this.#dir, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    const file = await Deno.open(path, {
      write: true,
      create: true,
      truncate: true,
      // The owner must be able to read what came back; set-user-id bits stay in the guest.
      mode: (mode & 0o777) | 0o600,
    });
    this.#open = { name, file };
    return file;
  }
}

function isInside(name: string): boolean {
  return !name.includes("\0") &&
    name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
