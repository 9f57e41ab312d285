/** Where a bzImage has the fields that matter here. */
const SETUP_SECTORS = 0x1f1;
const MAGIC = 0x202;
const VERSION_POINTER = 0x20e;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;

/** A file that looks like a bzImage, with its release and a packed kernel. */
export function fakeBzImage(version: string, payload: Uint8Array = new Uint8Array(16)): Uint8Array {
  const setup = 5 * 512;
  const image = new Uint8Array(setup + payload.length + 64);
  const view = new DataView(image.buffer);
  const encoder = new TextEncoder();
  image[SETUP_SECTORS] = 4;
  image.set(encoder.encode("HdrS"), MAGIC);
  view.setUint16(VERSION_POINTER, 0x300, true);
  image.set(encoder.encode(`${version} (user@host) #1 SMP\0`), 0x500);
  view.setUint32(PAYLOAD_OFFSET, 32, true);
  view.setUint32(PAYLOAD_LENGTH, payload.length, true);
  image.set(payload, setup + 32);
  return image;
}

/** An ELF file with nothing but a note, as Xen's entry notes are. */
export function fakeVmlinux(noteType: number): Uint8Array {
  const elf = new Uint8Array(64 + 56 + 64);
  const view = new DataView(elf.buffer);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setBigUint64(32, 64n, true); // e_phoff
  view.setUint16(54, 56, true); // e_phentsize
  view.setUint16(56, 1, true); // e_phnum
  view.setUint32(64, 4, true); // PT_NOTE
  view.setBigUint64(64 + 8, 120n, true); // p_offset
  view.setBigUint64(64 + 32, 64n, true); // p_filesz
  // Another note stands first: 4 bytes of name, 5 of data, both padded to 4.
  view.setUint32(120, 4, true);
  view.setUint32(124, 5, true);
  view.setUint32(128, noteType, true);
  elf.set(new TextEncoder().encode("GNU\0"), 132);
  view.setUint32(144, 4, true);
  view.setUint32(148, 4, true);
  view.setUint32(152, noteType, true);
  elf.set(new TextEncoder().encode("Xen\0"), 156);
  return elf;
}

/** Runs a test with a directory of its own. */
export async function withDirectory(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "ktstr-test-" });
  try {
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
