/** A file of an archive. */
export interface TarFile {
  /** Path in the archive, without a slash at the beginning. */
  readonly path: string;
  /** Whether it is a program. */
  readonly executable: boolean;
  /** Its content, or the path of a file that has it. */
  readonly content: Uint8Array<ArrayBuffer> | { readonly source: string };
}

const BLOCK = 512;

/** Bytes to read from a file at once. */
const PIECE = 1 << 20;

/** Lengths of the two fields that a path can be divided into. */
const NAME_LENGTH = 100;
const PREFIX_LENGTH = 155;

/** Largest number that the eleven octal digits of a size can tell. */
const MAX_SIZE = 8 ** 11 - 1;

const TYPE = { file: "0", directory: "5" } as const;

const encoder = new TextEncoder();

/**
 * Packs files into an archive in the format `ustar`, which every `tar` can unpack.
 *
 * The same files always give the same bytes: they are sorted by path, belong to user and group 0,
 * have the time 0, and of their permissions only that to execute is kept.
 *
 * @param files The files, in any order; the directories above them are added.
 * @returns The archive in pieces.
 * @throws {RangeError} A path or a file is too long for the format.
 */
export async function* tarArchive(
  files: Iterable<TarFile>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const sorted = [...files].sort((a, b) => a.path < b.path ? -1 : 1);
  const directories = new Set<string>();
  for (const file of sorted) {
    for (const directory of parents(file.path)) {
      if (directories.has(directory)) continue;
      directories.add(directory);
      yield header(`${directory}/`, TYPE.directory, 0o755, 0);
    }
    yield* packFile(file);
  }
  // Two empty blocks are the end.
  yield new Uint8Array(2 * BLOCK);
}

/** The directories above a path, the outermost first. */
function parents(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

async function* packFile(file: TarFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const mode = file.executable ? 0o755 : 0o644;
  const { path, content } = file;
  if (content instanceof Uint8Array) {
    yield header(path, TYPE.file, mode, content.length);
    yield content;
    yield padding(content.length);
    return;
  }
  using source = await Deno.open(content.source);
  const { size } = await source.stat();
  yield header(path, TYPE.file, mode, size);
  let sent = 0;
  for await (const piece of pieces(source)) {
    sent += piece.length;
    yield piece;
  }
  if (sent !== size) {
    throw new Error(
      `Cannot pack ${content.source}: it changed meanwhile, expected ${size} bytes, got ${sent}`,
    );
  }
  yield padding(size);
}

async function* pieces(file: Deno.FsFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    // A new one each time: a stream may hold on to the one before.
    const buffer = new Uint8Array(PIECE);
    const count = await file.read(buffer);
    if (count === null) return;
    yield buffer.subarray(0, count);
  }
}

function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - size % BLOCK) % BLOCK);
}

function header(path: string, type: string, mode: number, size: number): Uint8Array<ArrayBuffer> {
  if (size > MAX_SIZE) {
    throw new RangeError(`Cannot pack ${path}: it has ${size} bytes, the limit is ${MAX_SIZE}`);
  }
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, text: string) => block.set(encoder.encode(text), offset);
  const { prefix, name } = divide(path);
  put(0, name);
  put(100, octal(mode, 7));
  put(108, octal(0, 7)); // user
  put(116, octal(0, 7)); // group
  put(124, octal(size, 11));
  put(136, octal(0, 11)); // time of change
  put(148, " ".repeat(8)); // counts as spaces in the sum
  put(156, type);
  put(257, "ustar\x0000");
  put(345, prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return block;
}

/** Divides a path at a slash, so that both parts fit into their fields. */
function divide(path: string): { prefix: string; name: string } {
  const fits = (text: string, limit: number) => encoder.encode(text).length <= limit;
  if (fits(path, NAME_LENGTH)) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const prefix = path.slice(0, slash);
    const name = path.slice(slash + 1);
    if (name !== "" && fits(prefix, PREFIX_LENGTH) && fits(name, NAME_LENGTH)) {
      return { prefix, name };
    }
  }
  throw new RangeError(`Cannot pack ${path}: the path is too long for the archive's format`);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
