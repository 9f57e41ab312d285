import { UnavailableError } from "../../errors/mod.ts";

/** A part of the toolchain and the packages that have it. */
interface Tool {
  /** What is missing without it. */
  readonly name: string;
  /** A command that succeeds when it is there. */
  readonly probe: readonly [string, ...string[]];
  readonly debian: string;
  readonly fedora: string;
}

/** What a kernel with type information for BPF is built with. */
const TOOLS: readonly Tool[] = [
  { name: "make", probe: ["make", "--version"], debian: "make", fedora: "make" },
  { name: "gcc", probe: ["gcc", "--version"], debian: "gcc", fedora: "gcc" },
  { name: "flex", probe: ["flex", "--version"], debian: "flex", fedora: "flex" },
  { name: "bison", probe: ["bison", "--version"], debian: "bison", fedora: "bison" },
  { name: "bc", probe: ["bc", "--version"], debian: "bc", fedora: "bc" },
  { name: "zstd", probe: ["zstd", "--version"], debian: "zstd", fedora: "zstd" },
  { name: "pahole", probe: ["pahole", "--version"], debian: "dwarves", fedora: "dwarves" },
  {
    name: "libelf's headers",
    probe: ["gcc", "-E", "-include", "libelf.h", "-x", "c", "/dev/null", "-o", "/dev/null"],
    debian: "libelf-dev",
    fedora: "elfutils-libelf-devel",
  },
];

/**
 * Checks that a kernel can be built here.
 *
 * @throws {UnavailableError} Something is missing; with the packages to install.
 */
export async function checkBuildToolchain(): Promise<void> {
  const missing: Tool[] = [];
  for (const tool of TOOLS) if (!await succeeds(tool.probe)) missing.push(tool);
  if (missing.length === 0) return;
  const list = (pick: (tool: Tool) => string) => missing.map(pick).join(" ");
  throw new UnavailableError(
    `Cannot build a kernel: ${missing.map(({ name }) => name).join(", ")} missing. Install ` +
      `${list(({ debian }) => debian)} (Debian, Ubuntu), ${list(({ fedora }) => fedora)} (Fedora)`,
  );
}

async function succeeds([program, ...args]: readonly [string, ...string[]]): Promise<boolean> {
  const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}
