import { assertEquals, assertThrows } from "@std/assert";
import { openSync } from "node:fs";
import { SharedMemory, SyscallError } from "../../../lib/native/mod.ts";
import { output } from "./child.ts";

Deno.test("SharedMemory starts with zeros and gives back what was written", () => {
  using memory = SharedMemory.create("test", 100);
  const bytes = new Uint8Array(100).fill(9);
  memory.read(0, bytes);
  assertEquals(bytes, new Uint8Array(100));
  memory.write(3, new Uint8Array([1, 2, 3]));
  memory.read(2, bytes.subarray(0, 5));
  assertEquals([...bytes.subarray(0, 6)], [0, 1, 2, 3, 0, 0]);
});

Deno.test("SharedMemory shows and takes what another process sees in the file", async () => {
  using memory = SharedMemory.create("test", 4096);
  memory.write(4000, new TextEncoder().encode("from ktstr"));
  const path = `/proc/${Deno.pid}/fd/${memory.fd}`;
  assertEquals(
    await output("sh", "-c", `dd if=${path} bs=1 skip=4000 count=10 2>/dev/null`),
    "from ktstr",
  );
  await output(
    "sh",
    "-c",
    `printf outside | dd of=${path} bs=1 seek=10 conv=notrunc 2>/dev/null`,
  );
  const bytes = new Uint8Array(7);
  memory.read(10, bytes);
  assertEquals(new TextDecoder().decode(bytes), "outside");
});

Deno.test("SharedMemory.create() has the size that was asked for, and nobody can change it", async () => {
  using memory = SharedMemory.create("test", 12345);
  const path = `/proc/${Deno.pid}/fd/${memory.fd}`;
  assertEquals(memory.byteLength, 12345);
  assertEquals(await output("stat", "-L", "-c", "%s", path), "12345");
  const { success } = await new Deno.Command("truncate", {
    args: ["-s", "0", path],
    stderr: "null",
  }).output();
  assertEquals(success, false);
});

Deno.test("SharedMemory.create() lets children inherit the descriptor only when asked", async () => {
  using kept = SharedMemory.create("ktstr-kept", 64);
  using shared = SharedMemory.create("ktstr-shared", 64, { closeOnExec: false });
  const seen = await output("ls", "-l", "/proc/self/fd");
  assertEquals(seen.includes("ktstr-kept"), false);
  assertEquals(seen.includes(` ${shared.fd} -> /memfd:ktstr-shared`), true);
  assertEquals(kept.fd !== shared.fd, true);
});

Deno.test("SharedMemory.map() shares the memory of an inherited descriptor", () => {
  using memory = SharedMemory.create("test", 64);
  // Unlike the files of Deno, those of Node have a number.
  using other = SharedMemory.map(openSync(`/proc/self/fd/${memory.fd}`, "r+"), 64);
  other.write(63, new Uint8Array([42]));
  const byte = new Uint8Array(1);
  memory.read(63, byte);
  assertEquals([byte[0], other.fd === memory.fd], [42, false]);
  assertThrows(() => SharedMemory.map(memory.fd, 65), SyscallError, "mmap failed: ERANGE");
  assertThrows(() => SharedMemory.map(-1, 64), SyscallError, "mmap failed: EBADF");
});

Deno.test("SharedMemory.gather() collects one field of every record", () => {
  using memory = SharedMemory.create("test", 4 * 4096);
  for (let i = 0; i < 4; i++) memory.write(i * 4096 + 8, new Uint8Array([i, i + 10]));
  const into = new Uint8Array(8);
  memory.gather(8, 4096, 2, 4, into);
  assertEquals([...into], [0, 10, 1, 11, 2, 12, 3, 13]);
});

Deno.test("SharedMemory refuses every access beyond its end", () => {
  using memory = SharedMemory.create("test", 64);
  const bytes = new Uint8Array(8);
  const beyond = [
    () => memory.read(57, bytes),
    () => memory.read(4_000_000_000, bytes),
    () => memory.write(57, bytes),
    () => memory.gather(0, 32, 8, 3, new Uint8Array(24)),
    () => memory.gather(0, 4_000_000_000, 1, 4_000_000_000, bytes),
    () => memory.gather(0, 32, 8, 2, new Uint8Array(15)),
    () => memory.nodeAt(64),
    () => memory.bind({ mode: "LOCAL" }, { length: 65 }),
  ];
  for (const action of beyond) assertThrows(action, SyscallError, "ERANGE");
  const error = assertThrows(() => memory.read(57, bytes), SyscallError);
  assertEquals(
    error.message,
    "memory_read failed: ERANGE (Numerical result out of range) while reading 8 bytes at offset " +
      "57 of 64 bytes of shared memory",
  );
  assertThrows(() => memory.read(-1, bytes), TypeError);
  assertThrows(() => memory.read(2 ** 32, bytes), TypeError);
});

Deno.test("SharedMemory refuses every access after disposal, also when its place is taken", () => {
  const memory = SharedMemory.create("test", 64);
  memory[Symbol.dispose]();
  using _next = SharedMemory.create("next", 64);
  const bytes = new Uint8Array(8);
  assertThrows(() => memory.read(0, bytes), SyscallError, "EBADF");
  assertThrows(() => memory.write(0, bytes), SyscallError, "EBADF");
  memory[Symbol.dispose]();
});

Deno.test("SharedMemory leaves no descriptor and no mapping behind", () => {
  const before = [...Deno.readDirSync("/proc/self/fd")].length;
  for (let i = 0; i < 100; i++) SharedMemory.create("ktstr-gone", 4096)[Symbol.dispose]();
  assertEquals([...Deno.readDirSync("/proc/self/fd")].length, before);
  assertEquals(Deno.readTextFileSync("/proc/self/maps").includes("ktstr-gone"), false);
});

Deno.test("SharedMemory.create() refuses sizes and names that cannot be", () => {
  assertThrows(() => SharedMemory.create("test", 0), SyscallError, "EINVAL");
  assertThrows(() => SharedMemory.create("test", 1.5), TypeError);
  assertThrows(() => SharedMemory.create("te\0st", 1), RangeError, "NUL");
  assertThrows(() => SharedMemory.create("x".repeat(300), 1), SyscallError, "EINVAL");
});
