import { cString } from "./c_string.ts";
import { native } from "./library.ts";
import { check, isSyscallError } from "./syscall_error.ts";

/*
 * Deno asks for all permissions at once before it touches /proc or /sys, so with a permission list
 * (and with one for the FFI in particular) these files can only be reached through the library.
 */

/** Enough for nearly every file of the kernel; grows with the largest one that was read. */
let scratch = new Uint8Array(64 * 1024);

const decoder = new TextDecoder();

/** Errors that mean: this kernel, or this process, does not have the file, or does not show it. */
const NOT_THERE = [
  "ENOENT",
  "ENOTDIR",
  "ESRCH",
  "ENODEV",
  "ENXIO",
  "EOPNOTSUPP",
  "EACCES",
  "EPERM",
];

/**
 * Reads a file of the kernel, in `/proc` or `/sys`.
 *
 * @param path Path of the file.
 * @returns Its content.
 * @throws {SyscallError} `ENOENT` if there is no such file, `ESRCH` if its process has gone.
 */
export function readKernelFile(path: string): string {
  const cPath = cString(path, "path");
  for (;;) {
    const bytes = check(
      native().ktstr_file_read(cPath, scratch, scratch.byteLength),
      "read",
      () => `reading ${path}`,
    );
    if (bytes < scratch.byteLength) return decoder.decode(scratch.subarray(0, bytes));
    scratch = new Uint8Array(scratch.byteLength * 2);
  }
}

/**
 * Reads a file of the kernel that may not be there.
 *
 * @param path Path of the file.
 * @returns Its content; `null` if there is no such file, if its process has gone, or if it may not
 * be read.
 * @throws {SyscallError} If it is there and reading fails for another reason.
 */
export function readKernelFileOrNull(path: string): string | null {
  return orNull(() => readKernelFile(path));
}

/**
 * Writes to a file of the kernel that exists, in a single write.
 *
 * @param path Path of the file.
 * @param text The command or the value.
 * @throws {SyscallError} With the kernel's answer: `EINVAL`, `EBUSY`, `EACCES` and others.
 */
export function writeKernelFile(path: string, text: string): void {
  const bytes = new TextEncoder().encode(text);
  check(
    native().ktstr_file_write(cString(path, "path"), bytes, bytes.byteLength),
    "write",
    () => `writing "${text.trimEnd()}" to ${path}`,
  );
}

/**
 * Lists a directory of the kernel.
 *
 * @param path Path of the directory.
 * @returns The names in it, in no order; `null` if there is no such directory or it may not be
 * read.
 */
export function listKernelDirectory(path: string): string[] | null {
  return orNull(() => list(path))?.map(({ name }) => name) ?? null;
}

/**
 * Lists the directories in a directory of the kernel; symbolic links are not followed.
 *
 * @param path Path of the directory.
 * @returns Their names, in no order; `null` if there is no such directory or it may not be read.
 */
export function listKernelSubdirectories(path: string): string[] | null {
  return orNull(() => list(path))?.filter(({ type }) => type === "d").map(({ name }) => name) ??
    null;
}

/**
 * Creates a directory in a file system of the kernel, which makes a cgroup for example.
 *
 * @param path Path of the directory; its parent must exist.
 * @throws {SyscallError} `EEXIST` if it exists already.
 */
export function createKernelDirectory(path: string): void {
  check(
    native().ktstr_directory_create(cString(path, "path"), 0o755),
    "mkdir",
    () => `creating ${path}`,
  );
}

/**
 * Removes a directory in a file system of the kernel.
 *
 * @param path Path of the directory; files of the kernel in it do not count.
 * @throws {SyscallError} `EBUSY` if it is a cgroup with processes or child cgroups, `ENOENT` if it
 * does not exist.
 */
export function removeKernelDirectory(path: string): void {
  check(
    native().ktstr_directory_remove(cString(path, "path")),
    "rmdir",
    () => `removing ${path}`,
  );
}

interface DirectoryRecord {
  /** `d` for a directory, `l` for a symbolic link, `f` for anything else. */
  readonly type: string;
  readonly name: string;
}

function list(path: string): DirectoryRecord[] {
  const cPath = cString(path, "path");
  for (;;) {
    const bytes = check(
      native().ktstr_directory_list(cPath, scratch, scratch.byteLength),
      "readdir",
      () => `listing ${path}`,
    );
    if (bytes <= scratch.byteLength) {
      const records = decoder.decode(scratch.subarray(0, bytes)).split("\0").slice(0, -1);
      return records.map((record) => ({ type: record.slice(0, 1), name: record.slice(1) }));
    }
    scratch = new Uint8Array(bytes * 2);
  }
}

function orNull<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (isSyscallError(error, ...NOT_THERE)) return null;
    throw error;
  }
}
