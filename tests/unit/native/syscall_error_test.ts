import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { check, isSyscallError, SyscallError } from "../../../lib/native/syscall_error.ts";

Deno.test("SyscallError says which call failed, how, and during what", () => {
  const error = new SyscallError("sched_setaffinity", 22, "pinning thread 123 to CPUs 4-7");
  assertEquals(
    error.message,
    "sched_setaffinity failed: EINVAL (Invalid argument) while pinning thread 123 to CPUs 4-7",
  );
  assertEquals(error.name, "SyscallError");
  assertEquals([error.syscall, error.errno, error.errnoName, error.attempted], [
    "sched_setaffinity",
    22,
    "EINVAL",
    "pinning thread 123 to CPUs 4-7",
  ]);
  assertInstanceOf(error, Error);
});

Deno.test("check() passes results on and describes the attempt only after a failure", () => {
  const unused = () => {
    throw new Error("described without need");
  };
  assertEquals(check(0, "close", unused), 0);
  assertEquals(check(7, "read", unused), 7);
  const error = assertThrows(() => check(-9, "close", () => "closing"), SyscallError);
  assertEquals(error.errnoName, "EBADF");
});

Deno.test("isSyscallError() tells the errors apart", () => {
  const error = new SyscallError("kill", 3, "sending SIGTERM to process 7");
  assertEquals(isSyscallError(error), true);
  assertEquals(isSyscallError(error, "ESRCH"), true);
  assertEquals(isSyscallError(error, "EPERM", "ESRCH"), true);
  assertEquals(isSyscallError(error, "EPERM"), false);
  assertEquals(isSyscallError(new Error("ESRCH"), "ESRCH"), false);
  assertEquals(isSyscallError(null), false);
});
