import { resolve } from "@std/path";
import { EXIT_STATUS, UsageError } from "../errors/mod.ts";
import { printOutput, ProgressLine } from "../report/mod.ts";
import { formatSize } from "../units/mod.ts";
import {
  type CachedKernel,
  kernelBuild,
  kernelClean,
  kernelFetch,
  kernelList,
  type OnKernelProgress,
} from "../vm/mod.ts";
import type { Arguments, Command } from "./command.ts";
import { Interruption } from "./interruption.ts";
import { readCount } from "./read_values.ts";

const MAX_JOBS = 4096;
const MAX_KEPT = 1000;

/** What each word after `ktstr kernel` does, and which options it takes. */
const ACTIONS: Readonly<Record<string, Action>> = {
  fetch: { options: [], run: fetchKernel },
  list: { options: ["json"], run: listKernels },
  clean: { options: ["keep"], run: cleanKernels },
  build: { options: ["source", "fragment", "jobs"], run: buildKernel },
};

interface Action {
  readonly options: readonly string[];
  run(args: Arguments): Promise<number>;
}

/** `ktstr kernel`: the kernels that virtual machines can boot. */
export const kernel: Command = {
  name: "kernel",
  summary: "Fetch, build, list and remove kernels for virtual machines.",
  usage: "fetch | list | clean | build --source DIR [OPTIONS]",
  options: [
    { name: "json", help: "list: print JSON." },
    { name: "keep", value: "N", help: "clean: keep the N newest kernels." },
    { name: "source", value: "DIR", help: "build: the kernel's source tree; it is only read." },
    {
      name: "fragment",
      value: "FILE",
      repeatable: true,
      help: "build: a further fragment of a configuration.",
    },
    { name: "jobs", value: "N", help: "build: run N compilers at a time." },
  ],
  examples: [
    {
      line: "ktstr kernel fetch",
      text: "Get the newest kernel with sched_ext from the distribution's packages.",
    },
    { line: "ktstr kernel list", text: "The kernels in the cache, the newest first." },
    { line: "ktstr kernel clean --keep 1", text: "Remove all but the newest." },
    { line: "ktstr kernel build --source ~/linux", text: "Build one that has all a guest needs." },
  ],
  async run(args: Arguments): Promise<number> {
    const [word = "", ...more] = args.positionals;
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
    if (action === undefined || more.length > 0) {
      const found = args.positionals.length === 0 ? "nothing" : `"${args.positionals.join(" ")}"`;
      throw new UsageError(`Say one of ${Object.keys(ACTIONS).join(", ")}: found ${found}`);
    }
    const stray = kernel.options.find(({ name }) =>
      (args.flag(name) || args.all(name).length > 0) && !action.options.includes(name)
    );
    if (stray !== undefined) {
      throw new UsageError(`Option --${stray.name} is not for "kernel ${word}"`);
    }
    return await action.run(args);
  },
};

async function fetchKernel(): Promise<number> {
  return await interruptible(async (signal, onProgress) => {
    const { kernel, alreadyThere } = await kernelFetch({ signal, onProgress });
    return `${alreadyThere ? "already there" : "fetched"}: ${describe(kernel)}\n`;
  });
}

async function buildKernel(args: Arguments): Promise<number> {
  const source = args.value("source");
  if (source === undefined) {
    throw new UsageError('Name the source tree: "ktstr kernel build --source DIR"');
  }
  const jobs = readCount(args, "jobs", 1, MAX_JOBS);
  return await interruptible(async (signal, onProgress) => {
    const { kernel, missing } = await kernelBuild({
      sourceDir: resolve(source),
      fragments: args.all("fragment").map((path) => resolve(path)),
      signal,
      onProgress,
      ...(jobs === undefined ? {} : { jobs }),
    });
    const lacks = missing.map((option) => `  without ${option}\n`).join("");
    return `built: ${describe(kernel)}\n${lacks}`;
  });
}

async function listKernels(args: Arguments): Promise<number> {
  const kernels = await kernelList();
  if (args.flag("json")) {
    printOutput(`${JSON.stringify(kernels, null, 2)}\n`);
  } else if (kernels.length === 0) {
    printOutput('No kernels in the cache. Get one with "ktstr kernel fetch"\n');
  } else {
    printOutput(kernels.map((kernel) => `${describe(kernel)}\n`).join(""));
  }
  return EXIT_STATUS.PASS;
}

async function cleanKernels(args: Arguments): Promise<number> {
  const keepNewest = readCount(args, "keep", 0, MAX_KEPT);
  const { removed, leftovers } = await kernelClean(keepNewest === undefined ? {} : { keepNewest });
  const lines = [
    ...removed.map(({ version }) => `removed ${version}`),
    ...leftovers.map((path) => `removed ${path}`),
  ];
  printOutput(lines.length === 0 ? "Nothing to remove\n" : `${lines.join("\n")}\n`);
  return EXIT_STATUS.PASS;
}

/** Does a long work with its progress shown; an interruption ends it and is no error. */
async function interruptible(
  work: (signal: AbortSignal, onProgress: OnKernelProgress) => Promise<string>,
): Promise<number> {
  using interruption = new Interruption();
  using progress = new ProgressLine("kernel");
  try {
    const text = await work(interruption.signal, ({ step, percent, detail }) => {
      const figures = [percent === null ? "" : `${Math.floor(percent)} %`, detail ?? ""];
      progress.step(step, figures.filter((part) => part !== "").join(", "));
    });
    progress.done();
    printOutput(text);
    return EXIT_STATUS.PASS;
  } catch (error) {
    if (interruption.signal.aborted) return EXIT_STATUS.INTERRUPTED;
    throw error;
  }
}

function describe({ version, schedExt, sizeBytes, source, trust }: CachedKernel): string {
  const takes = schedExt ? "with sched_ext" : "without sched_ext";
  return `${version}  ${takes}  ${formatSize(sizeBytes)}  ${source} (${trust})`;
}
