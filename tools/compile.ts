/**
 * Compiles ktstr into one program that carries all its files: `deno task compile [FILE]`.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "@std/path";
import { EXIT_STATUS, type ExitStatus, UnavailableError, UsageError } from "../lib/errors/mod.ts";
import { formatSize } from "../lib/units/mod.ts";
import { compilePermissions } from "./artifact/compile_flags.ts";
import { type Probe, probeProduct } from "./artifact/probe_product.ts";
import { buildProducts, programFiles } from "./artifact/program_files.ts";
import { type ProjectConfig, readProjectConfig, startTasks } from "./artifact/project_config.ts";
import { ROOT, runTool, say } from "./artifact/tool.ts";

/** How to get on without a download. */
const HELP =
  "Download the archive denort of this version of Deno where there is a network, unpack " +
  'it, and run DENORT_BIN=/path/to/denort deno task compile. Or run "deno task bundle", which ' +
  "makes an archive with all that ktstr needs and downloads nothing";

/** What Deno says when it cannot get hold of denort. */
const NO_RUNTIME = /denort|Setting up base binary/;

/** Lines of Deno's own message that are repeated. */
const REPEATED_LINES = 8;

await runTool(() => compile(Deno.args));

async function compile(args: readonly string[]): Promise<ExitStatus> {
  const [file = join(ROOT, "dist", "ktstr"), ...rest] = args;
  if (rest.length > 0 || file.startsWith("-")) {
    throw new UsageError(
      `Unexpected argument "${rest[0] ?? file}". Usage: deno task compile [FILE]`,
    );
  }
  const path = resolve(file);
  await checkRuntime();
  await Deno.mkdir(dirname(path), { recursive: true });
  // In a directory of its own, as a first start unpacks the program beside it.
  const directory = await Deno.makeTempDir({ dir: dirname(path), prefix: ".compiling-" });
  try {
    const product = join(directory, basename(path));
    const config = await readProjectConfig(ROOT);
    await runCompiler(product, config);
    await checkProduct(product, config);
    await Deno.rename(product, path);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  say(`${path} (${formatSize((await Deno.stat(path)).size)})`);
  return EXIT_STATUS.PASS;
}

/** A runtime that was named and is not there would else be told as one among other causes. */
async function checkRuntime(): Promise<void> {
  const path = runtimePath();
  if (path === undefined) return;
  const info = await Deno.stat(path).catch(() => null);
  if (info?.isFile) return;
  throw new UnavailableError(`Cannot compile ktstr: DENORT_BIN is ${path}, no such file. ${HELP}`);
}

function runtimePath(): string | undefined {
  return Deno.env.get("DENORT_BIN") || undefined;
}

async function runCompiler(product: string, config: ProjectConfig): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--quiet",
      "--self-extracting",
      "--frozen",
      "--exclude-unused-npm",
      "--no-check",
      ...compilePermissions(startTasks(config)),
      ...(await includedPaths(config)).map((path) => `--include=${path}`),
      `--output=${product}`,
      "main.ts",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
    stdin: "null",
    stdout: "null",
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").slice(0, REPEATED_LINES)
    .map((line) => `  ${line}`).join("\n");
  const runtime = runtimePath();
  const why = NO_RUNTIME.test(said)
    ? `Deno has no compile runtime (denort) here. ${HELP}. Deno said`
    : runtime === undefined
    ? "deno compile failed and said"
    : `deno compile failed with DENORT_BIN=${runtime} and said`;
  throw new UnavailableError(`Cannot compile ktstr: ${why}:\n${said}`);
}

/** Deno finds the modules by itself; all other files that ktstr reads must be named. */
async function includedPaths(config: ProjectConfig): Promise<string[]> {
  const data = (await programFiles(ROOT)).filter(({ path }) => !path.endsWith(".ts"));
  return [...data, ...await buildProducts(ROOT, config)].map(({ path }) => path)
    .concat("deno.lock");
}

/**
 * Starts the product: it must be ktstr, find its scenarios, and load its library.
 *
 * @throws {UnavailableError} It does not.
 */
async function checkProduct(product: string, { version }: ProjectConfig): Promise<void> {
  const runtime = runtimePath();
  const suspect = runtime === undefined
    ? "The compile runtime that Deno has downloaded does not fit it"
    : `DENORT_BIN is ${runtime}, which is not the denort of Deno ${Deno.version.deno}`;
  const probes: Probe[] = [
    {
      args: ["--version"],
      answer: new RegExp(`^ktstr ${RegExp.escape(version)}\n$`),
      meaning: `it is not ktstr ${version}. ${suspect}. ${HELP}`,
    },
    { args: ["list"], answer: /^steady /m, meaning: "it does not find its scenarios" },
    { args: ["topo", "--json"], answer: /^\{/, meaning: "it cannot use its native library" },
  ];
  for (const probe of probes) {
    const said = await probeProduct(product, probe);
    if (said === null) continue;
    throw new UnavailableError(
      `Cannot compile ktstr: the product was removed, as ${probe.meaning}. ` +
        `To "${probe.args.join(" ")}" it said:\n  ${said.replaceAll("\n", "\n  ")}`,
    );
  }
}
