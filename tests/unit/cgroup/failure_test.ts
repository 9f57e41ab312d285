import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { explainFailure } from "../../../lib/cgroup/failure.ts";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { SyscallError } from "../../../lib/native/mod.ts";

const ADVICE: readonly [errno: number, name: string, advice: string][] = [
  [13, "EACCES", "run as root"],
  [1, "EPERM", "systemd-run --user --scope -p Delegate=yes"],
  [30, "EROFS", "mounted read-only"],
  [11, "EAGAIN", "cgroup.max.descendants"],
  [28, "ENOSPC", "ktstr cleanup"],
  [2, "ENOENT", "somebody else removed that cgroup"],
  [16, "EBUSY", "cannot have processes of its own"],
  [95, "EOPNOTSUPP", "threaded subtree"],
];

for (const [errno, name, advice] of ADVICE) {
  Deno.test(`explainFailure() says what to do about ${name}`, () => {
    const cause = new SyscallError("mkdir", errno, "creating /x");
    const error = explainFailure("create cgroup /x", cause);
    assertInstanceOf(error, UnavailableError);
    assertStringIncludes(error.message, `Cannot create cgroup /x (${name}): `);
    assertStringIncludes(error.message, advice);
    assert(error.cause === cause);
  });
}

Deno.test("explainFailure() leaves errors alone that it has no advice for", () => {
  const unknown = new SyscallError("write", 5, "writing");
  assertEquals(explainFailure("x", unknown), unknown);
  const other = new TypeError("something else");
  assertEquals(explainFailure("x", other), other);
});
