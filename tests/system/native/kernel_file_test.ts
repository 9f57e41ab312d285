import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  createKernelDirectory,
  listKernelDirectory,
  listKernelSubdirectories,
  readKernelFile,
  readKernelFileOrNull,
  removeKernelDirectory,
  SyscallError,
  writeKernelFile,
} from "../../../lib/native/mod.ts";
import { runProgram } from "./child.ts";

/** Gives the test a folder that is removed with everything in it. */
function withFolder(action: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "ktstr-kernel-file-" });
  try {
    action(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("readKernelFile() reads what Deno reads", () => {
  for (const path of ["/proc/sys/kernel/osrelease", "/proc/version", "/proc/cmdline"]) {
    assertEquals(readKernelFile(path), Deno.readTextFileSync(path));
  }
});

Deno.test("readKernelFile() reads files of any length whole", () => {
  withFolder((folder) => {
    for (const length of [0, 1, 65535, 65536, 65537, 300_000]) {
      const text = "0123456789".repeat(Math.ceil(length / 10)).slice(0, length);
      Deno.writeTextFileSync(`${folder}/file`, text);
      assertEquals(readKernelFile(`${folder}/file`) === text, true);
    }
  });
});

Deno.test("readKernelFile() needs no permission for /proc and /sys", async () => {
  const { stdout } = await runProgram(`
    import { listKernelDirectory, readKernelFile } from "./lib/native/mod.ts";
    const refused = (action) => { try { action(); return false; } catch { return true; } };
    console.log(
      refused(() => Deno.readTextFileSync("/proc/version")),
      readKernelFile("/proc/version").startsWith("Linux"),
      listKernelDirectory("/sys/devices/system/cpu").includes("cpu0"),
    );
  `);
  assertEquals(stdout, "true true true");
});

Deno.test("readKernelFile() names the file and the error", () => {
  const error = assertThrows(() => readKernelFile("/proc/none/stat"), SyscallError);
  assertEquals(
    error.message,
    "read failed: ENOENT (No such file or directory) while reading /proc/none/stat",
  );
  assertThrows(() => readKernelFile("/proc\0/stat"), RangeError, "NUL");
});

Deno.test("readKernelFileOrNull() has null for files that are not there, and no other", () => {
  assertEquals(readKernelFileOrNull("/proc/none/stat"), null);
  assertEquals(readKernelFileOrNull("/proc/version/stat"), null);
  assertThrows(() => readKernelFileOrNull("/proc/self"), SyscallError, "EISDIR");
});

Deno.test("writeKernelFile() writes to a file that exists", () => {
  withFolder((folder) => {
    assertThrows(() => writeKernelFile(`${folder}/file`, "1"), SyscallError, "ENOENT");
    Deno.writeTextFileSync(`${folder}/file`, "");
    writeKernelFile(`${folder}/file`, "+cpu +memory");
    assertEquals(Deno.readTextFileSync(`${folder}/file`), "+cpu +memory");
  });
});

Deno.test("writeKernelFile() says what the kernel refused", () => {
  const error = assertThrows(() => writeKernelFile("/proc/self/oom_score_adj", "5000\n"));
  assertStringIncludes(
    (error as Error).message,
    'write failed: EINVAL (Invalid argument) while writing "5000" to /proc/self/oom_score_adj',
  );
});

Deno.test("listKernelDirectory() lists what Deno lists", () => {
  const path = "/sys/devices/system/cpu";
  const entries = [...Deno.readDirSync(path)];
  const names = entries.map(({ name }) => name);
  assertEquals(listKernelDirectory(path)?.sort(), names.sort());
  const folders = entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  assertEquals(listKernelSubdirectories(path)?.sort(), folders.sort());
  assertEquals(listKernelDirectory("/sys/none"), null);
});

Deno.test("listKernelDirectory() lists long directories whole", () => {
  withFolder((folder) => {
    assertEquals(listKernelDirectory(folder), []);
    const names = Array.from({ length: 2000 }, (_, i) => `${"n".repeat(60)}${i}`);
    for (const name of names) Deno.mkdirSync(`${folder}/${name}`);
    assertEquals(listKernelDirectory(folder)?.sort(), names.sort());
    assertEquals(listKernelSubdirectories(folder)?.length, 2000);
  });
});

Deno.test("createKernelDirectory() and removeKernelDirectory() make and remove one directory", () => {
  withFolder((folder) => {
    createKernelDirectory(`${folder}/a`);
    assertEquals(Deno.statSync(`${folder}/a`).isDirectory, true);
    assertThrows(() => createKernelDirectory(`${folder}/a`), SyscallError, "EEXIST");
    assertThrows(() => createKernelDirectory(`${folder}/b/c`), SyscallError, "ENOENT");
    createKernelDirectory(`${folder}/a/b`);
    assertThrows(() => removeKernelDirectory(`${folder}/a`), SyscallError, "ENOTEMPTY");
    removeKernelDirectory(`${folder}/a/b`);
    removeKernelDirectory(`${folder}/a`);
    assertThrows(() => removeKernelDirectory(`${folder}/a`), SyscallError, "ENOENT");
  });
});
