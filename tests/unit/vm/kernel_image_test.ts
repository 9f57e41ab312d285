import { gzipSync, zstdCompressSync } from "node:zlib";
import { assertEquals } from "@std/assert";
import { parseKernelHead } from "../../../lib/vm/kernel/kernel_image.ts";
import { extractVmlinux } from "../../../lib/vm/kernel/vmlinux.ts";
import { fakeBzImage, fakeVmlinux } from "./kernel_fixture.ts";

/** Xen's note with the entry of a PVH boot. */
const PVH = 18;

Deno.test("parseKernelHead() reads the release of a bzImage", () => {
  assertEquals(parseKernelHead(fakeBzImage("7.2.13+deb14-cloud-amd64")), {
    format: "bzImage",
    version: "7.2.13+deb14-cloud-amd64",
  });
});

Deno.test("parseKernelHead() knows an ELF file and refuses everything else", () => {
  assertEquals(parseKernelHead(fakeVmlinux(PVH)), { format: "elf", version: null });
  assertEquals(parseKernelHead(new Uint8Array()), null);
  assertEquals(parseKernelHead(new TextEncoder().encode("root:x:0:0")), null);
});

Deno.test("parseKernelHead() does without the release where the pointer leads nowhere", () => {
  const image = fakeBzImage("7.2");
  new DataView(image.buffer).setUint16(0x20e, 0xffff, true);
  assertEquals(parseKernelHead(image), { format: "bzImage", version: null });
  new DataView(image.buffer).setUint16(0x20e, 0, true);
  assertEquals(parseKernelHead(image), { format: "bzImage", version: null });
});

/** The payload of a bzImage: packed, and behind it the unpacked size. */
function payload(packed: Uint8Array): Uint8Array {
  return new Uint8Array([...packed, 0, 0, 0, 0]);
}

Deno.test("extractVmlinux() unpacks zstd and gzip", () => {
  const elf = fakeVmlinux(PVH);
  for (const packed of [zstdCompressSync(elf), gzipSync(elf)]) {
    const found = extractVmlinux(fakeBzImage("7.2", payload(packed)));
    assertEquals(found && new Uint8Array(found), elf);
  }
});

Deno.test("extractVmlinux() gives nothing that QEMU cannot boot", () => {
  const image = (elf: Uint8Array) => fakeBzImage("7.2", payload(gzipSync(elf)));
  assertEquals(extractVmlinux(image(fakeVmlinux(17))), null);
  assertEquals(extractVmlinux(image(new Uint8Array(64))), null);
  assertEquals(extractVmlinux(fakeBzImage("7.2", new TextEncoder().encode("xz"))), null);
});
