import { join } from "@std/path";
import { UnavailableError } from "../../errors/mod.ts";
import {
  type DebianArchive,
  findDebianArchive,
  type FindDebianArchiveOptions,
} from "./debian_archive.ts";
import type { NewKernel } from "./kernel_cache.ts";
import { readKernelImage } from "./kernel_image.ts";
import type { KernelOffer, KernelSource, KernelSourceContext } from "./kernel_source.ts";
import { runCommand } from "./run_command.ts";

/** The suite whose kernels are built with sched_ext; those of stable releases are not. */
const SUITE = "sid";

/** The package that always depends on the newest kernel for virtual machines. */
const META_PACKAGE = "linux-image-cloud-amd64";

/** Packages that hold the image and the configuration; those of modules and headers do not. */
const KERNEL_PACKAGE = /^linux-(?:image|binary|base)-/;

const PURPOSE = "Cannot fetch a kernel from Debian";

/** Programs of apt and dpkg that are used. */
const PROGRAMS = ["apt-get", "apt-cache", "dpkg-deb"];

/**
 * Kernels of Debian sid, through apt with a state of its own: the system's sources, lists and
 * packages are neither read for it nor changed, and no privileges are needed.
 */
export const DEBIAN_SOURCE: KernelSource = createDebianSource();

/**
 * Makes {@linkcode DEBIAN_SOURCE} for another root directory.
 *
 * @param options Where apt's sources and keyrings are.
 */
export function createDebianSource(options: FindDebianArchiveOptions = {}): KernelSource {
  return {
    name: `Debian ${SUITE}`,
    findProblem: () => findProblem(options),
    look: (context) => look(context, options),
    download,
  };
}

async function findProblem(options: FindDebianArchiveOptions): Promise<string | null> {
  const archive = await findDebianArchive(options);
  if (typeof archive === "string") return archive;
  for (const program of PROGRAMS) {
    const there = await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output()
      .then(({ success }) => success, () => false);
    if (!there) return `${program} does not run`;
  }
  return null;
}

async function look(
  context: KernelSourceContext,
  options: FindDebianArchiveOptions,
): Promise<KernelOffer> {
  const archive = await findDebianArchive(options);
  if (typeof archive === "string") throw new UnavailableError(`${PURPOSE}: ${archive}`);
  await writeAptState(context.directory, archive);
  const step = `Reading the package index of Debian ${SUITE}`;
  context.onProgress({ step, percent: 0 });
  await apt(context, step, ["update"]);
  const packages = await resolvePackages(context);
  const version = packages.map((name) => /^linux-image-(\d.*)$/.exec(name)?.[1]).find(Boolean);
  if (version !== undefined) return { version, packages };
  throw new UnavailableError(
    `${PURPOSE}: ${META_PACKAGE} of ${SUITE} leads to no kernel, only to ${packages.join(", ")}`,
  );
}

async function download(offer: KernelOffer, context: KernelSourceContext): Promise<NewKernel> {
  const step = `Downloading Linux ${offer.version}`;
  context.onProgress({ step, percent: 0 });
  await apt(context, step, ["download", ...offer.packages]);
  context.onProgress({ step: `Unpacking Linux ${offer.version}`, percent: null });
  const tree = join(context.directory, "tree");
  for await (const { name } of Deno.readDir(context.directory)) {
    if (!name.endsWith(".deb")) continue;
    const command = ["dpkg-deb", "-x", join(context.directory, name), tree] as const;
    await runCommand(command, { purpose: PURPOSE, ...abortOf(context) });
  }
  const image = await firstFile(tree, offer.version, "vmlinuz");
  const config = await firstFile(tree, offer.version, "config");
  const version = (await readKernelImage(image))?.version;
  if (version !== offer.version) {
    throw new UnavailableError(
      `${PURPOSE}: the image of ${offer.version} says that it is ${version ?? "no kernel"}`,
    );
  }
  return {
    version,
    image,
    config,
    source: `Debian ${SUITE}, ${offer.packages.join(" ")}`,
    trust: "signed by Debian's archive, checked by apt",
  };
}

/**
 * Writes apt's configuration for one fetch.
 *
 * It is read after the system's, so proxies stay as they are. Hooks that run after an update, a
 * default release, pinning and further architectures are the system's own business: they are
 * taken out.
 */
async function writeAptState(directory: string, archive: DebianArchive): Promise<void> {
  const empty = join(directory, "empty");
  for (const path of [empty, join(directory, "lists/partial"), join(directory, "cache")]) {
    await Deno.mkdir(path, { recursive: true });
  }
  await Deno.writeTextFile(join(directory, "status"), "");
  await Deno.writeTextFile(
    join(directory, "suite.sources"),
    [
      "Types: deb",
      `URIs: ${archive.uri}`,
      `Suites: ${SUITE}`,
      "Components: main",
      "Architectures: amd64",
      "Targets: Packages",
      `Signed-By: ${archive.keyrings.join(" ")}`,
      "",
    ].join("\n"),
  );
  const settings = {
    "Dir::Etc::SourceList": join(directory, "suite.sources"),
    "Dir::Etc::SourceParts": empty,
    "Dir::Etc::Preferences": join(directory, "none"),
    "Dir::Etc::PreferencesParts": empty,
    "Dir::State::Lists": join(directory, "lists"),
    "Dir::State::Status": join(directory, "status"),
    "Dir::Cache": join(directory, "cache"),
    "APT::Architecture": "amd64",
    // The directory is only for its owner, whom apt's sandbox user is not.
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    // A mirror out of reach is an error, not a warning that leaves an empty index.
    "APT::Update::Error-Mode": "any",
  };
  const cleared = [
    "APT::Architectures",
    "APT::Default-Release",
    "APT::Update::Pre-Invoke",
    "APT::Update::Post-Invoke",
    "APT::Update::Post-Invoke-Success",
  ];
  const lines = [
    ...cleared.map((name) => `#clear ${name};`),
    ...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
  ];
  await Deno.writeTextFile(join(directory, "apt.conf"), `${lines.join("\n")}\n`);
}

/** Follows the dependencies of the meta package to those that hold the kernel. */
async function resolvePackages(context: KernelSourceContext): Promise<string[]> {
  const found: string[] = [];
  const queue = [META_PACKAGE];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (found.includes(name)) continue;
    found.push(name);
    const record = await runCommand(
      ["apt-cache", ...configOf(context), "show", "--no-all-versions", name],
      { purpose: PURPOSE, ...abortOf(context) },
    );
    queue.push(...parseDepends(record).filter((other) => KERNEL_PACKAGE.test(other)));
  }
  // What only leads to others is not worth a download.
  return found.filter((name) => /^linux-\w+-\d/.test(name));
}

/**
 * Reads the names of the packages that a package depends on.
 *
 * @param record What `apt-cache show` prints.
 * @returns The names; of alternatives the first.
 */
export function parseDepends(record: string): string[] {
  const depends = /^Depends:(.*)$/m.exec(record)?.[1] ?? "";
  return depends.split(",").flatMap((part) => /^[a-z0-9][a-z0-9.+-]*/.exec(part.trim())?.[0] ?? []);
}

/** Runs apt-get and passes on how far it is: `dlstatus:<file>:<percent>:<text>`. */
async function apt(
  context: KernelSourceContext,
  step: string,
  args: readonly string[],
): Promise<void> {
  await runCommand(
    ["apt-get", ...configOf(context), "-qq", "-o", "APT::Status-Fd=1", ...args],
    {
      cwd: context.directory,
      purpose: PURPOSE,
      ...abortOf(context),
      onLine: (line) => {
        const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
        if (percent !== undefined) context.onProgress({ step, percent: Number(percent) });
      },
    },
  );
}

function configOf({ directory }: KernelSourceContext): string[] {
  return ["-c", join(directory, "apt.conf")];
}

function abortOf({ signal }: KernelSourceContext): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** Newer packages have everything below the modules, older ones below `/boot`. */
async function firstFile(tree: string, version: string, name: string): Promise<string> {
  const places = [`usr/lib/modules/${version}/${name}`, `boot/${name}-${version}`];
  for (const place of places) {
    const path = join(tree, place);
    if ((await Deno.stat(path).catch(() => null))?.isFile) return path;
  }
  throw new UnavailableError(
    `${PURPOSE}: the packages of ${version} hold neither ${places.join(" nor ")}`,
  );
}
