import { gunzipSync, zstdDecompressSync } from "node:zlib";

/** Fields of a bzImage's setup header. */
const SETUP_SECTORS = 0x1f1;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR_SIZE = 512;

/** Behind the payload stands its unpacked size. */
const SIZE_SUFFIX = 4;

const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const GZIP_MAGIC = [0x1f, 0x8b];
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** ELF: a segment of notes, and Xen's note that holds the entry of a PVH boot. */
const PT_NOTE = 4;
const XEN_PHYS32_ENTRY = 18;

/**
 * Unpacks the kernel that a bzImage holds.
 *
 * QEMU boots the ELF file directly, which saves a guest the unpacking: about one second under
 * emulation.
 *
 * @param image The bzImage.
 * @returns The ELF file; `null` if it is packed in another way than zstd or gzip, or cannot be
 * booted directly.
 */
export function extractVmlinux(image: Uint8Array): Uint8Array | null {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const start = ((image[SETUP_SECTORS] ?? 0) + 1) * SECTOR_SIZE +
    view.getUint32(PAYLOAD_OFFSET, true);
  const end = start + view.getUint32(PAYLOAD_LENGTH, true);
  const elf = unpack(image.subarray(start, end));
  return elf !== null && startsWith(elf, ELF_MAGIC) && hasPvhEntry(elf) ? elf : null;
}

function unpack(payload: Uint8Array): Uint8Array | null {
  if (startsWith(payload, GZIP_MAGIC)) return gunzipSync(payload.subarray(0, -SIZE_SUFFIX));
  if (startsWith(payload, ZSTD_MAGIC)) {
    return zstdDecompressSync(payload.subarray(0, -SIZE_SUFFIX));
  }
  return null;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Looks for the entry through which QEMU starts an ELF kernel. */
function hasPvhEntry(elf: Uint8Array): boolean {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const headers = Number(view.getBigUint64(32, true));
  const headerSize = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  for (let index = 0; index < count; index++) {
    const header = headers + index * headerSize;
    if (view.getUint32(header, true) !== PT_NOTE) continue;
    const start = Number(view.getBigUint64(header + 8, true));
    const size = Number(view.getBigUint64(header + 32, true));
    if (hasXenEntry(view, start, start + size)) return true;
  }
  return false;
}

function hasXenEntry(view: DataView, start: number, end: number): boolean {
  const padded = (size: number) => Math.ceil(size / 4) * 4;
  for (let note = start; note + 12 <= end;) {
    const nameSize = view.getUint32(note, true);
    const dataSize = view.getUint32(note + 4, true);
    const isXen = nameSize === 4 && view.getUint32(note + 12, false) === 0x58656e00;
    if (isXen && view.getUint32(note + 8, true) === XEN_PHYS32_ENTRY) return true;
    note += 12 + padded(nameSize) + padded(dataSize);
  }
  return false;
}
