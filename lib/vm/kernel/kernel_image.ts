/** A file that QEMU can boot. */
export interface KernelImage {
  /** A compressed x86 image, or an ELF file. */
  readonly format: "bzImage" | "elf";
  /** The kernel's release, for example `7.2.13`; `null` where the file does not tell cheaply. */
  readonly version: string | null;
}

/** Where the setup header of a bzImage has its magic and the pointer to the version. */
const MAGIC_OFFSET = 0x202;
const VERSION_POINTER = 0x20e;

/** The pointer counts from here. */
const VERSION_BASE = 0x200;

/** The setup part is at most 64 sectors of 512 bytes; the version is within it. */
const HEAD_SIZE = 64 * 512;

/**
 * Looks at the beginning of a file to tell whether it is a kernel.
 *
 * @param path Path of the file.
 * @returns What it is; `null` if it is no x86 kernel.
 */
export async function readKernelImage(path: string): Promise<KernelImage | null> {
  using file = await Deno.open(path);
  const head = new Uint8Array(HEAD_SIZE);
  let length = 0;
  while (length < head.length) {
    const count = await file.read(head.subarray(length));
    if (count === null) break;
    length += count;
  }
  return parseKernelHead(head.subarray(0, length));
}

/**
 * Tells what a kernel file is from its first bytes.
 *
 * @param head At least the setup part of the file.
 */
export function parseKernelHead(head: Uint8Array): KernelImage | null {
  if (text(head, 0, 4) === "\x7fELF") return { format: "elf", version: null };
  if (text(head, MAGIC_OFFSET, 4) !== "HdrS") return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = VERSION_BASE + view.getUint16(VERSION_POINTER, true);
  const end = head.indexOf(0, start);
  // The release is the first word: "7.2.13 (user@host) #1 SMP ...".
  const [release = ""] = start > VERSION_BASE && end > start
    ? text(head, start, end - start).split(" ")
    : [];
  return { format: "bzImage", version: /^\d/.test(release) ? release : null };
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return new TextDecoder("latin1").decode(bytes.subarray(offset, offset + length));
}
