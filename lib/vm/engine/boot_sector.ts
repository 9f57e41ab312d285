/** I/O port of QEMU's isa-debug-exit device in every machine of this program. */
export const DEBUG_EXIT_PORT = 0xf4;

/** What the boot sector writes to the port when it has come through. */
export const PROBE_VALUE = 0x2a;

/** Where a PC's firmware puts the boot sector. */
const LOAD_ADDRESS = 0x7c00;

/** A boot sector is this long and ends with the two bytes of {@linkcode SIGNATURE}. */
const SECTOR_SIZE = 512;

const SIGNATURE = [0x55, 0xaa];

/** Page tables of one 2 MiB page that maps the sector to itself. */
const PML4 = 0x1000;
const PDPT = 0x2000;
const PAGE_DIRECTORY = 0x3000;

/** Rounds of the loop in 64-bit mode: about a millisecond, and far more than one time slice needs. */
const ROUNDS = 1_000_000;

/**
 * Builds the smallest program that shows whether a virtual machine runs code.
 *
 * It goes the way that a kernel goes: real mode, page tables, 64-bit mode, some work there. Then it
 * writes {@linkcode PROBE_VALUE} to the isa-debug-exit port, and QEMU ends. A machine that hangs
 * anywhere on the way, or is too slow to be of use, never gets to that.
 *
 * @returns The 512 bytes of the sector.
 */
export function buildBootSector(): Uint8Array {
  const enter16: number[] = [
    ...[0xfa], // cli: no interrupt table is ready for what comes
    ...[0x31, 0xc0], // xor ax, ax
    ...[0x8e, 0xd8], // mov ds, ax
    ...[0x8e, 0xc0], // mov es, ax
    ...[0xfc], // cld
    ...[0xbf, ...le16(PML4)], // mov di, PML4
    ...[0xb9, ...le16(3 * 2048)], // mov cx, words of three tables
    ...[0xf3, 0xab], // rep stosw: clear them
    // Present and writable; each table's first entry leads to the next table.
    ...[0xc7, 0x06, ...le16(PML4), ...le16(PDPT | 0x03)], // mov word [PML4], PDPT | 3
    ...[0xc7, 0x06, ...le16(PDPT), ...le16(PAGE_DIRECTORY | 0x03)], // mov word [PDPT], PD | 3
    ...[0xc7, 0x06, ...le16(PAGE_DIRECTORY), ...le16(0x83)], // mov word [PD], a 2 MiB page at 0
    ...[0x66, 0xb8, ...le32(PML4)], // mov eax, PML4
    ...[0x0f, 0x22, 0xd8], // mov cr3, eax
    ...[0x66, 0xb8, ...le32(1 << 5)], // mov eax, CR4.PAE
    ...[0x0f, 0x22, 0xe0], // mov cr4, eax
    ...[0x66, 0xb9, ...le32(0xc0000080)], // mov ecx, EFER
    ...[0x0f, 0x32], // rdmsr
    ...[0x66, 0x0d, ...le32(1 << 8)], // or eax, EFER.LME
    ...[0x0f, 0x30], // wrmsr
  ];
  /** Length of `lgdt`, three instructions for cr0, and the far jump. */
  const switchLength = 5 + 3 + 6 + 3 + 5;
  const enter64 = LOAD_ADDRESS + enter16.length + switchLength;
  const work64: number[] = [
    ...[0xb9, ...le32(ROUNDS)], // mov ecx, ROUNDS
    ...[0xff, 0xc9], // dec ecx
    ...[0x75, 0xfc], // jnz to the dec
    ...[0x66, 0xba, ...le16(DEBUG_EXIT_PORT)], // mov dx, DEBUG_EXIT_PORT
    ...[0xb0, PROBE_VALUE], // mov al, PROBE_VALUE
    ...[0xee], // out dx, al: QEMU ends here
    ...[0xf4], // hlt
    ...[0xeb, 0xfd], // jmp to the hlt
  ];
  const descriptors = enter64 + work64.length;
  const table: number[] = [
    ...le64(0n), // the null descriptor
    ...le64(0x0020_9a00_0000_0000n), // 64-bit code: present, executable, readable, long
  ];
  const pointer = descriptors + table.length;
  const enterLong: number[] = [
    ...[0x0f, 0x01, 0x16, ...le16(pointer)], // lgdt [pointer]
    ...[0x0f, 0x20, 0xc0], // mov eax, cr0
    ...[0x66, 0x0d, ...le32(0x8000_0001)], // or eax, CR0.PG | CR0.PE
    ...[0x0f, 0x22, 0xc0], // mov cr0, eax: long mode from here on
    ...[0xea, ...le16(enter64), ...le16(0x08)], // jmp 0x08:enter64, the code descriptor
  ];
  const code = [
    ...enter16,
    ...enterLong,
    ...work64,
    ...table,
    ...[...le16(table.length - 1), ...le32(descriptors)], // the pointer: limit and base
  ];
  const sector = new Uint8Array(SECTOR_SIZE);
  sector.set(code);
  sector.set(SIGNATURE, SECTOR_SIZE - SIGNATURE.length);
  return sector;
}

function le16(value: number): number[] {
  return [value & 0xff, (value >> 8) & 0xff];
}

function le32(value: number): number[] {
  return [...le16(value & 0xffff), ...le16(value >>> 16)];
}

function le64(value: bigint): number[] {
  return [...le32(Number(value & 0xffff_ffffn)), ...le32(Number(value >> 32n))];
}
