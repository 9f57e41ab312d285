/**
 * Builds what is written in C, or says what is missing to do so.
 *
 * `deno task build [target...]` hands the targets to make; without one, make builds everything
 * that `ktstr` needs.
 *
 * @module
 */
import { join } from "@std/path";
import { EXIT_STATUS, type ExitStatus } from "../lib/errors/mod.ts";

/** A program that the build needs, and the packages that bring it. */
interface Tool {
  /** What a person calls it. */
  readonly name: string;
  /** Commands of which one must be there. */
  readonly commands: readonly string[];
}

/** What a compiler needs beside itself: the headers of the C library. */
const PACKAGES = [
  "  Debian, Ubuntu  apt install gcc libc6-dev make",
  "  Fedora          dnf install gcc glibc-devel make",
  "  Arch            pacman -S gcc make",
].join("\n");

Deno.exit(await build(Deno.args));

async function build(targets: readonly string[]): Promise<ExitStatus> {
  const compilers = wantedCompilers();
  const tools: Tool[] = [
    { name: "a C compiler", commands: compilers },
    { name: "make", commands: ["make"] },
  ];
  const missing = tools.filter(({ commands }) => !commands.some(isInstalled));
  if (missing.length > 0) return reportMissing(missing);
  return await runMake(targets, compilers.find(isInstalled));
}

/** The compiler in `CC`, which may come with arguments; otherwise the usual names. */
function wantedCompilers(): readonly string[] {
  const chosen = (Deno.env.get("CC") ?? "").trim();
  return chosen === "" ? ["cc", "gcc", "clang"] : [chosen];
}

/** Looks for a command as a shell would, without running it. */
function isInstalled(command: string): boolean {
  const [program = ""] = command.split(/\s+/);
  if (program.includes("/")) return isExecutable(program);
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return folders.some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch {
    // Not there, a broken link, or in a folder that may not be searched: a shell goes on, too.
    return false;
  }
}

function reportMissing(missing: readonly Tool[]): ExitStatus {
  const names = missing.map(({ name, commands }) => `${name} (${commands.join(", ")})`);
  say(
    `Cannot build ktstr: ${names.join(" and ")} not found in PATH. ` +
      `Install the packages, then run "deno task build" again:\n${PACKAGES}`,
  );
  return EXIT_STATUS.UNAVAILABLE;
}

async function runMake(
  targets: readonly string[],
  compiler: string | undefined,
): Promise<ExitStatus> {
  const { success } = await new Deno.Command("make", {
    args: [
      "--no-print-directory",
      `--jobs=${navigator.hardwareConcurrency}`,
      ...(compiler === undefined ? [] : [`CC=${compiler}`]),
      ...targets,
    ],
    cwd: join(import.meta.dirname ?? ".", ".."),
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (success) return EXIT_STATUS.PASS;
  say(
    "Cannot build ktstr: make failed, its messages are above. " +
      `If a standard header is missing, install the packages:\n${PACKAGES}`,
  );
  return EXIT_STATUS.INTERNAL;
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
