import { assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import {
  closeFd,
  createPipe,
  getPipeSize,
  isCloseOnExec,
  POLL,
  pollFds,
  readFd,
  setCloseOnExec,
  setNonblocking,
  setPipeSize,
  SyscallError,
  writeFd,
} from "../../../lib/native/mod.ts";
import { output } from "./child.ts";

/** Descriptors that a child of this process really has, by number. */
async function inheritedFds(): Promise<number[]> {
  return (await output("ls", "/proc/self/fd")).split("\n").map(Number);
}

const BYTES = new TextEncoder().encode("hello");

Deno.test("createPipe() lets children inherit exactly the chosen ends", async () => {
  for (const readCloseOnExec of [true, false]) {
    for (const writeCloseOnExec of [true, false]) {
      const { readFd, writeFd } = createPipe({ readCloseOnExec, writeCloseOnExec });
      const fds = await inheritedFds();
      assertEquals(fds.includes(readFd), !readCloseOnExec);
      assertEquals(fds.includes(writeFd), !writeCloseOnExec);
      closeFd(readFd);
      closeFd(writeFd);
    }
  }
});

Deno.test("setCloseOnExec() changes what children inherit, in both directions", async () => {
  const pipe = createPipe();
  assertEquals(isCloseOnExec(pipe.readFd), true);
  setCloseOnExec(pipe.readFd, false);
  assertEquals(isCloseOnExec(pipe.readFd), false);
  assertEquals((await inheritedFds()).includes(pipe.readFd), true);
  setCloseOnExec(pipe.readFd, true);
  assertEquals((await inheritedFds()).includes(pipe.readFd), false);
  closeFd(pipe.readFd);
  closeFd(pipe.writeFd);
});

Deno.test("readFd() and writeFd() pass bytes through a pipe to its end", () => {
  const pipe = createPipe();
  assertEquals(writeFd(pipe.writeFd, BYTES), 5);
  const into = new Uint8Array(10);
  assertEquals(readFd(pipe.readFd, into), 5);
  assertEquals([...into.subarray(0, 5)], [...BYTES]);
  closeFd(pipe.writeFd);
  assertEquals(readFd(pipe.readFd, into), 0);
  closeFd(pipe.readFd);
});

Deno.test("writeFd() fails with EPIPE when nobody reads, and kills nobody", () => {
  const pipe = createPipe();
  closeFd(pipe.readFd);
  assertThrows(() => writeFd(pipe.writeFd, BYTES), SyscallError, "write failed: EPIPE");
  closeFd(pipe.writeFd);
});

Deno.test("setNonblocking() makes reads return at once", () => {
  const pipe = createPipe();
  setNonblocking(pipe.readFd, true);
  assertThrows(() => readFd(pipe.readFd, new Uint8Array(1)), SyscallError, "EAGAIN");
  setNonblocking(pipe.readFd, false);
  const flags = Deno.readTextFileSync(`/proc/self/fdinfo/${pipe.readFd}`);
  assertEquals(/^flags:\s*0?2000000$/m.test(flags), true);
  closeFd(pipe.readFd);
  closeFd(pipe.writeFd);
});

Deno.test("setPipeSize() makes room that can be filled without a reader", () => {
  const pipe = createPipe();
  const size = setPipeSize(pipe.writeFd, 200_000);
  assertGreaterOrEqual(size, 200_000);
  assertEquals(getPipeSize(pipe.readFd), size);
  setNonblocking(pipe.writeFd, true);
  assertEquals(writeFd(pipe.writeFd, new Uint8Array(size)), size);
  assertThrows(() => writeFd(pipe.writeFd, BYTES), SyscallError, "EAGAIN");
  closeFd(pipe.readFd);
  closeFd(pipe.writeFd);
});

Deno.test("pollFds() tells what happened where", () => {
  const quiet = createPipe();
  const busy = createPipe();
  const fds = [quiet.readFd, busy.readFd];
  assertEquals(pollFds(fds, 0), new Map());
  writeFd(busy.writeFd, BYTES);
  assertEquals(pollFds(fds, -1), new Map([[busy.readFd, POLL.IN]]));
  closeFd(busy.writeFd);
  assertEquals(pollFds(fds, 0), new Map([[busy.readFd, POLL.IN | POLL.HUP]]));
  assertEquals(pollFds([quiet.writeFd], 0, POLL.OUT), new Map([[quiet.writeFd, POLL.OUT]]));
  closeFd(busy.readFd);
  assertEquals(pollFds([busy.readFd], 0), new Map([[busy.readFd, POLL.NVAL]]));
  assertEquals(pollFds([], 0), new Map());
  closeFd(quiet.readFd);
  closeFd(quiet.writeFd);
});

Deno.test("pollFds() waits for its timeout", () => {
  const pipe = createPipe();
  const start = performance.now();
  assertEquals(pollFds([pipe.readFd], 30), new Map());
  assertGreaterOrEqual(performance.now() - start, 29);
  closeFd(pipe.readFd);
  closeFd(pipe.writeFd);
});

Deno.test("descriptor functions refuse a descriptor that is not open", () => {
  const actions = [
    () => closeFd(-1),
    () => isCloseOnExec(-1),
    () => setCloseOnExec(-1, true),
    () => setNonblocking(-1, true),
    () => readFd(-1, new Uint8Array(1)),
    () => writeFd(-1, BYTES),
    () => getPipeSize(-1),
    () => setPipeSize(-1, 4096),
  ];
  for (const action of actions) {
    assertThrows(action, SyscallError, "EBADF (Bad file descriptor) while");
  }
});
