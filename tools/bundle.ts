/**
 * Packs ktstr, Deno and all that they need into one archive that runs without a network:
 * `deno task bundle [DIRECTORY]`.
 *
 * @module
 */
import { join } from "@std/path";
import { EXIT_STATUS, type ExitStatus, UsageError } from "../lib/errors/mod.ts";
import { formatSize } from "../lib/units/mod.ts";
import { readElf } from "../lib/vm/image/elf.ts";
import { launcher } from "./artifact/launcher.ts";
import { npmFiles } from "./artifact/npm_files.ts";
import { buildProducts, type ProgramFile, programFiles } from "./artifact/program_files.ts";
import { readProjectConfig, startTasks } from "./artifact/project_config.ts";
import { runtimeConfig } from "./artifact/runtime_config.ts";
import { tarArchive, type TarFile } from "./artifact/tar.ts";
import { ROOT, runTool, say } from "./artifact/tool.ts";

await runTool(() => bundle(Deno.args));

async function bundle(args: readonly string[]): Promise<ExitStatus> {
  const [directory = join(ROOT, "dist"), ...rest] = args;
  if (rest.length > 0 || directory.startsWith("-")) {
    throw new UsageError(
      `Unexpected argument "${rest[0] ?? directory}". Usage: deno task bundle [DIRECTORY]`,
    );
  }
  const { version } = await readProjectConfig(ROOT);
  const name = `ktstr-${version}-${Deno.build.arch}`;
  const path = join(directory, `${name}.tar.gz`);
  await Deno.mkdir(directory, { recursive: true });
  await writeArchive(path, inDirectory(name, await bundleFiles()));
  say(`${path} (${formatSize((await Deno.stat(path)).size)})`);
  return EXIT_STATUS.PASS;
}

async function bundleFiles(): Promise<TarFile[]> {
  const project = await readProjectConfig(ROOT);
  const sources = await programFiles(ROOT);
  const { config, lock } = runtimeConfig(
    await Deno.readTextFile(join(ROOT, "deno.json")),
    await Deno.readTextFile(join(ROOT, "deno.lock")),
    await moduleTexts(sources),
  );
  const npm = await npmFiles(lock);
  const deno = await Deno.realPath(Deno.execPath());
  const start = launcher({
    tasks: startTasks(project),
    arch: Deno.build.arch,
    interpreter: (await readElf(deno))?.interpreter ?? null,
    registry: npm.registry,
  });
  return [
    ...[...sources, ...await buildProducts(ROOT, project)].map(fromProject),
    ...inDirectory("deno", npm.files),
    { path: "bin/deno", executable: true, content: { source: deno } },
    text("deno.json", config),
    text("deno.lock", lock),
    { ...text("ktstr", start), executable: true },
  ];
}

async function moduleTexts(files: readonly ProgramFile[]): Promise<string[]> {
  const modules = files.filter(({ path }) => path.endsWith(".ts"));
  return await Promise.all(modules.map(({ source }) => Deno.readTextFile(source)));
}

function fromProject({ path, source, executable }: ProgramFile): TarFile {
  return { path, executable, content: { source } };
}

function text(path: string, content: string): TarFile {
  return { path, executable: false, content: new TextEncoder().encode(content) };
}

function inDirectory(directory: string, files: readonly TarFile[]): TarFile[] {
  return files.map((file) => ({ ...file, path: join(directory, file.path) }));
}

/** Under another name until it is whole. */
async function writeArchive(path: string, files: readonly TarFile[]): Promise<void> {
  const unfinished = `${path}.${crypto.randomUUID()}`;
  try {
    const file = await Deno.open(unfinished, { write: true, createNew: true });
    await ReadableStream.from(tarArchive(files))
      .pipeThrough(new CompressionStream("gzip"))
      .pipeTo(file.writable);
    await Deno.rename(unfinished, path);
  } catch (error) {
    await Deno.remove(unfinished).catch(() => {});
    throw error;
  }
}
