import { UnavailableError } from "../../errors/mod.ts";
import {
  formatQemuVersion,
  isAtLeast,
  MIN_QEMU_VERSION,
  parseQemuVersion,
  type QemuVersion,
} from "./qemu_version.ts";

/** A QEMU of this machine. */
export interface Qemu {
  /** Absolute path of the program. */
  readonly path: string;
  /** What `--version` says. */
  readonly version: QemuVersion;
}

/** Options for {@linkcode findQemu}. */
export interface FindQemuOptions {
  /** Path of the program; without it the directories of `searchPath` are searched. */
  readonly path?: string;
  /**
   * Directories to search, as in `PATH`.
   *
   * @default {Deno.env.get("PATH")}
   */
  readonly searchPath?: string;
}

const PROGRAM = "qemu-system-x86_64";

/** What to install, for each family of distributions that packages QEMU under its own name. */
const QEMU_PACKAGES = "Install qemu-system-x86 (Debian, Ubuntu), qemu-system-x86-core " +
  "(Fedora) or qemu-system-x86 (Arch)";

/**
 * Looks for QEMU and asks it for its version.
 *
 * @returns The first program of the right name.
 * @throws {UnavailableError} There is none, it does not run, or it is too old.
 */
export async function findQemu(options: FindQemuOptions = {}): Promise<Qemu> {
  const path = options.path ?? await search(options.searchPath ?? Deno.env.get("PATH") ?? "");
  const { text, failure } = await askForVersion(path);
  const version = parseQemuVersion(text);
  if (version === null) {
    throw new UnavailableError(
      `Cannot use ${path} as QEMU: --version ${failure ?? `printed "${text.slice(0, 80).trim()}"`}`,
    );
  }
  if (!isAtLeast(version, MIN_QEMU_VERSION)) {
    throw new UnavailableError(
      `QEMU is too old: ${path} is ${formatQemuVersion(version)}, a virtual machine needs ` +
        `${formatQemuVersion(MIN_QEMU_VERSION)} or later. ${QEMU_PACKAGES} of a newer release`,
    );
  }
  return { path, version };
}

async function search(searchPath: string): Promise<string> {
  for (const directory of searchPath.split(":").filter((part) => part.startsWith("/"))) {
    const path = `${directory}/${PROGRAM}`;
    const info = await Deno.stat(path).catch(() => null);
    if (info?.isFile && ((info.mode ?? 0) & 0o111) !== 0) return path;
  }
  throw new UnavailableError(
    `Cannot start a virtual machine: ${PROGRAM} is not on PATH. ${QEMU_PACKAGES}`,
  );
}

async function askForVersion(path: string): Promise<{ text: string; failure: string | null }> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(path, {
      args: ["--version"],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const firstLine = decoder.decode(stderr).trim().split("\n")[0] ?? "";
    return {
      text: decoder.decode(stdout),
      failure: code === 0 ? null : `ended with status ${code}: ${firstLine}`,
    };
  } catch (error) {
    return { text: "", failure: `failed: ${error instanceof Error ? error.message : error}` };
  }
}
