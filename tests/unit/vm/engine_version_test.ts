import { assertEquals } from "@std/assert";
import {
  formatQemuVersion,
  isAtLeast,
  parseQemuVersion,
} from "../../../lib/vm/engine/qemu_version.ts";

Deno.test("parseQemuVersion() reads what distributions print", () => {
  const version = (text: string) => {
    const parsed = parseQemuVersion(text);
    return parsed && formatQemuVersion(parsed);
  };
  assertEquals(version("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\n"), "7.2.22");
  assertEquals(version("QEMU emulator version 10.0.2\nCopyright (c) 2003-2025"), "10.0.2");
  assertEquals(version("QEMU emulator version 9.1"), "9.1.0");
  assertEquals(version("QEMU emulator version 8.2.50 (v8.2.0-1-g0)"), "8.2.50");
  assertEquals(version("qemu-img version 7.2.22"), null);
  assertEquals(version(""), null);
});

Deno.test("isAtLeast() compares numbers, not texts", () => {
  const at = (major: number, minor: number, patch = 0) => ({ major, minor, patch });
  assertEquals(isAtLeast(at(10, 0), at(9, 2)), true);
  assertEquals(isAtLeast(at(9, 2), at(10, 0)), false);
  assertEquals(isAtLeast(at(7, 2, 22), at(7, 2)), true);
  assertEquals(isAtLeast(at(7, 10), at(7, 2)), true);
  assertEquals(isAtLeast(at(7, 2), at(7, 2, 1)), false);
  assertEquals(isAtLeast(at(7, 2), at(7, 2)), true);
});
