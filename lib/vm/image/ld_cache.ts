/** The loader's cache of library paths on a glibc system. */
export const LD_CACHE_PATH = "/etc/ld.so.cache";

const MAGIC = "glibc-ld.so.cache1.1";
const HEADER_SIZE = 48;
const ENTRY_SIZE = 24;

/** `flags` of an ELF library for glibc 2 on x86-64, and on AArch64. */
const LIBRARY_FLAGS = new Map([["x86_64", 0x0303], ["aarch64", 0x0a03]]);

/**
 * Reads the loader's cache: which file a library name means.
 *
 * Variants for newer CPUs (`glibc-hwcaps`) are left out, because the guest's CPU may be an older
 * one.
 *
 * @param bytes Content of {@linkcode LD_CACHE_PATH}.
 * @param arch Architecture as in `Deno.build.arch`.
 * @returns Path by library name; empty when the format is not known.
 */
export function parseLdCache(
  bytes: Uint8Array,
  arch: string = Deno.build.arch,
): Map<string, string> {
  const paths = new Map<string, string>();
  const start = findMagic(bytes);
  if (start < 0) return paths;
  const cache = bytes.subarray(start);
  const view = new DataView(cache.buffer, cache.byteOffset, cache.length);
  if (cache.length < HEADER_SIZE) return paths;
  const count = view.getUint32(MAGIC.length, true);
  for (let i = 0; i < count; i++) {
    const at = HEADER_SIZE + i * ENTRY_SIZE;
    if (at + ENTRY_SIZE > cache.length) break;
    const anyCpu = view.getBigUint64(at + 16, true) === 0n;
    if (view.getInt32(at, true) !== LIBRARY_FLAGS.get(arch) || !anyCpu) continue;
    const name = text(cache, view.getUint32(at + 4, true));
    if (!paths.has(name)) paths.set(name, text(cache, view.getUint32(at + 8, true)));
  }
  return paths;
}

/** An older format may stand in front of the one that is read here. */
function findMagic(bytes: Uint8Array): number {
  return new TextDecoder("latin1").decode(bytes).indexOf(MAGIC);
}

function text(bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0, at);
  return new TextDecoder().decode(bytes.subarray(at, end < 0 ? bytes.length : end));
}
