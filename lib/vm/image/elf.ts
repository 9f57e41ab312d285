/** What the dynamic loader reads from an ELF file. */
export interface ElfInfo {
  /** `e_machine`: 62 is x86-64, 183 is AArch64. */
  readonly machine: number;
  /** Path of the dynamic loader, or `null` for a library or a static program. */
  readonly interpreter: string | null;
  /** Names of the libraries that it needs (`DT_NEEDED`), in order. */
  readonly needed: readonly string[];
  /** Directories of `DT_RPATH`, with `$ORIGIN` as it stands in the file. */
  readonly rpath: readonly string[];
  /** Directories of `DT_RUNPATH`. */
  readonly runpath: readonly string[];
  /** The build id in hexadecimal, or `null` when there is none. */
  readonly buildId: string | null;
}

const ELF_HEADER_SIZE = 64;
const PROGRAM_HEADER_SIZE = 56;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;

const SEGMENT = { LOAD: 1, DYNAMIC: 2, INTERP: 3, NOTE: 4 } as const;
const TAG = { NULL: 0, NEEDED: 1, STRTAB: 5, STRSZ: 10, RPATH: 15, RUNPATH: 29 } as const;
const NOTE_BUILD_ID = 3;

/** No table that is read here comes near this many bytes in a sane file. */
const MAX_TABLE = 16 << 20;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/**
 * Reads the headers of an ELF file.
 *
 * @param path The file.
 * @returns What the dynamic loader needs, or `null` when it is not a little-endian 64-bit ELF file.
 * @throws {Error} The file starts as an ELF file, but is damaged.
 */
export async function readElf(path: string): Promise<ElfInfo | null> {
  using file = await Deno.open(path);
  const head = await readAt(file, 0, ELF_HEADER_SIZE);
  if (!isElf64(head)) return null;
  try {
    return await readHeaders(file, view(head));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`Cannot read ${path}: the ELF file is damaged: ${error.message}`);
  }
}

async function readHeaders(file: Deno.FsFile, head: DataView): Promise<ElfInfo> {
  const segments = await readSegments(file, head);
  const find = (type: number) => segments.filter((segment) => segment.type === type);

  const interp = find(SEGMENT.INTERP)[0];
  const dynamic = find(SEGMENT.DYNAMIC)[0];
  const linking = dynamic ? await readDynamic(file, dynamic, find(SEGMENT.LOAD)) : NOT_LINKED;
  let buildId: string | null = null;
  for (const note of find(SEGMENT.NOTE)) {
    buildId ??= findBuildId(await readExactly(file, note.offset, note.size));
  }
  return {
    machine: head.getUint16(18, true),
    interpreter: interp ? text(await readExactly(file, interp.offset, interp.size), 0) : null,
    ...linking,
    buildId,
  };
}

async function readSegments(file: Deno.FsFile, head: DataView): Promise<Segment[]> {
  const offset = number64(head, 32);
  const entrySize = head.getUint16(54, true);
  const count = head.getUint16(56, true);
  if (count > 0 && entrySize !== PROGRAM_HEADER_SIZE) {
    throw new RangeError(`program headers have ${entrySize} bytes, wanted ${PROGRAM_HEADER_SIZE}`);
  }
  const table = view(await readExactly(file, offset, count * PROGRAM_HEADER_SIZE));
  return Array.from({ length: count }, (_, i) => {
    const at = i * PROGRAM_HEADER_SIZE;
    return {
      type: table.getUint32(at, true),
      offset: number64(table, at + 8),
      address: number64(table, at + 16),
      size: number64(table, at + 32),
    };
  });
}

type Linking = Pick<ElfInfo, "needed" | "rpath" | "runpath">;

const NOT_LINKED: Linking = { needed: [], rpath: [], runpath: [] };

async function readDynamic(
  file: Deno.FsFile,
  dynamic: Segment,
  loads: readonly Segment[],
): Promise<Linking> {
  const table = view(await readExactly(file, dynamic.offset, dynamic.size));
  const values = new Map<number, number[]>();
  for (let at = 0; at + 16 <= table.byteLength; at += 16) {
    const tag = number64(table, at);
    if (tag === TAG.NULL) break;
    values.set(tag, [...values.get(tag) ?? [], number64(table, at + 8)]);
  }
  const address = values.get(TAG.STRTAB)?.[0];
  const size = values.get(TAG.STRSZ)?.[0];
  if (address === undefined || size === undefined) return NOT_LINKED;
  const strings = await readExactly(file, fileOffset(address, loads), size);
  const texts = (tag: number) => (values.get(tag) ?? []).map((at) => text(strings, at));
  const dirs = (tag: number) => texts(tag).flatMap((list) => list.split(":")).filter(Boolean);
  return { needed: texts(TAG.NEEDED), rpath: dirs(TAG.RPATH), runpath: dirs(TAG.RUNPATH) };
}

/** Where in the file an address of the loaded program is. */
function fileOffset(address: number, loads: readonly Segment[]): number {
  const load = loads.find((s) => address >= s.address && address < s.address + s.size);
  if (!load) {
    throw new RangeError(`the string table is at 0x${address.toString(16)}, in no segment`);
  }
  return address - load.address + load.offset;
}

function findBuildId(notes: Uint8Array): string | null {
  const table = view(notes);
  for (let at = 0; at + 12 <= notes.length;) {
    const nameSize = table.getUint32(at, true);
    const size = table.getUint32(at + 4, true);
    const type = table.getUint32(at + 8, true);
    const start = at + 12 + roundUp4(nameSize);
    if (type === NOTE_BUILD_ID && text(notes, at + 12) === "GNU") {
      return notes.slice(start, start + size).toHex();
    }
    at = start + roundUp4(size);
  }
  return null;
}

function isElf64(head: Uint8Array): boolean {
  return head.length === ELF_HEADER_SIZE && text(head.subarray(1, 4), 0) === "ELF" &&
    head[0] === 0x7f && head[4] === CLASS_64 && head[5] === LITTLE_ENDIAN;
}

function roundUp4(n: number): number {
  return (n + 3) & ~3;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function number64(table: DataView, at: number): number {
  return Number(table.getBigUint64(at, true));
}

/** The text from a place to the next zero byte. */
function text(bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0, at);
  return new TextDecoder().decode(bytes.subarray(at, end < 0 ? bytes.length : end));
}

async function readExactly(file: Deno.FsFile, offset: number, size: number): Promise<Uint8Array> {
  if (size > MAX_TABLE) throw new RangeError(`a table has ${size} bytes`);
  const bytes = await readAt(file, offset, size);
  if (bytes.length !== size) {
    throw new RangeError(`it ends at byte ${offset + bytes.length}, wanted ${offset + size}`);
  }
  return bytes;
}

async function readAt(file: Deno.FsFile, offset: number, size: number): Promise<Uint8Array> {
  await file.seek(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
