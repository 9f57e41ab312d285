import { assertEquals } from "@std/assert";
import {
  compareKernelVersions,
  matchesKernelVersion,
} from "../../../lib/vm/kernel/kernel_version.ts";

Deno.test("compareKernelVersions() puts versions in the order of their release", () => {
  const ordered = [
    "6.9.12",
    "6.12.0-rc3",
    "6.12.0",
    "6.12.0-ktstr",
    "6.12.10",
    "7.2-rc1",
    "7.2-rc10",
    "7.2",
    "7.2.13+deb13-cloud-amd64",
    "7.2.13+deb14-cloud-amd64",
    "10.0",
  ];
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      assertEquals(Math.sign(compareKernelVersions(a, b)), Math.sign(i - j), `${a} and ${b}`);
    }
  }
});

Deno.test("matchesKernelVersion() takes the beginning of a version, at a boundary", () => {
  const version = "7.2.13+deb14-cloud-amd64";
  for (const wanted of ["7", "7.2", "7.2.13", "7.2.13+deb14", version]) {
    assertEquals(matchesKernelVersion(version, wanted), true, wanted);
  }
  for (const wanted of ["", "7.2.1", "2.13", "7.2.13+deb1", `${version}-x`]) {
    assertEquals(matchesKernelVersion(version, wanted), false, wanted);
  }
});
