import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UnavailableError, UsageError } from "../../../lib/errors/mod.ts";
import { kernelFetch } from "../../../lib/vm/kernel/fetch_kernel.ts";
import {
  installKernel,
  kernelClean,
  kernelList,
  kernelsDir,
  verifyKernel,
} from "../../../lib/vm/kernel/kernel_cache.ts";
import type { KernelSource } from "../../../lib/vm/kernel/kernel_source.ts";
import { resolveKernel } from "../../../lib/vm/kernel/resolve_kernel.ts";
import { makeStaging } from "../../../lib/vm/kernel/staging.ts";
import { fakeBzImage, withDirectory } from "./kernel_fixture.ts";

const WITH_EXT = "CONFIG_SCHED_CLASS_EXT=y\n";
const WITHOUT_EXT = "# CONFIG_SCHED_CLASS_EXT is not set\n";

/** Puts a kernel into the cache. */
async function install(cacheDir: string, version: string, config = WITH_EXT) {
  await using staging = await makeStaging(kernelsDir({ cacheDir }));
  const image = `${staging.path}/image`;
  await Deno.writeFile(image, fakeBzImage(version));
  await Deno.writeTextFile(`${staging.path}/cfg`, config);
  const kernel = { version, image, config: `${staging.path}/cfg`, source: "test", trust: "none" };
  return await installKernel(kernel, staging.path, { cacheDir });
}

/** Names of everything in the directory of kernels. */
async function namesIn(cacheDir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(kernelsDir({ cacheDir })));
  return entries.map(({ name }) => name).sort();
}

Deno.test("kernelList() lists what installKernel() has put there, the newest first", () =>
  withDirectory(async (cacheDir) => {
    assertEquals(await kernelList({ cacheDir }), []);
    for (const version of ["6.12.1", "7.2.0", "6.9.0"]) await install(cacheDir, version);
    await install(cacheDir, "7.3.0", WITHOUT_EXT);
    const kernels = await kernelList({ cacheDir });
    assertEquals(kernels.map(({ version, schedExt }) => [version, schedExt]), [
      ["7.3.0", false],
      ["7.2.0", true],
      ["6.12.1", true],
      ["6.9.0", true],
    ]);
    for (const kernel of kernels) assertEquals(await verifyKernel(kernel), []);
    assertEquals(await namesIn(cacheDir), ["6.12.1", "6.9.0", "7.2.0", "7.3.0"]);
  }));

Deno.test("installKernel() replaces a kernel of the same version", () =>
  withDirectory(async (cacheDir) => {
    await install(cacheDir, "7.2.0", WITHOUT_EXT);
    assertEquals((await install(cacheDir, "7.2.0")).schedExt, true);
    assertEquals(await namesIn(cacheDir), ["7.2.0"]);
  }));

Deno.test("verifyKernel() finds a byte that has changed, kernelList() a file that is cut off", () =>
  withDirectory(async (cacheDir) => {
    const kernel = await install(cacheDir, "7.2.0");
    const bytes = await Deno.readFile(kernel.image);
    bytes[100] = 1;
    await Deno.writeFile(kernel.image, bytes);
    assertEquals(await verifyKernel(kernel), ["vmlinuz is not what was stored"]);
    await Deno.writeFile(kernel.image, bytes.subarray(0, 100));
    assertEquals(await kernelList({ cacheDir }), []);
    await Deno.remove(`${kernel.directory}/manifest.json`);
    assertEquals(await verifyKernel(kernel), ["its manifest is gone or damaged"]);
  }));

Deno.test("kernelClean() keeps the newest ones and removes builds and leftovers", () =>
  withDirectory(async (cacheDir) => {
    for (const version of ["7.1.0", "7.2.0", "7.3.0"]) await install(cacheDir, version);
    const partial = `${kernelsDir({ cacheDir })}/.partial-old`;
    await Deno.mkdir(partial);
    await Deno.writeTextFile(`${partial}/lock`, "");
    await Deno.mkdir(`${cacheDir}/kernel-builds/linux-1`, { recursive: true });
    const { removed, leftovers } = await kernelClean({ cacheDir, keepNewest: 1 });
    assertEquals(removed.map(({ version }) => version), ["7.2.0", "7.1.0"]);
    assertEquals(leftovers, [partial, `${cacheDir}/kernel-builds`]);
    assertEquals(await namesIn(cacheDir), ["7.3.0"]);
    await kernelClean({ cacheDir });
    assertEquals(await kernelList({ cacheDir }), []);
    assertEquals(await kernelClean({ cacheDir }), { removed: [], leftovers: [] });
  }));

Deno.test("resolveKernel() takes the newest cached kernel with sched_ext", () =>
  withDirectory(async (cacheDir) => {
    const error = await assertRejects(
      () => resolveKernel(undefined, { cacheDir }),
      UnavailableError,
    );
    assertStringIncludes(error.message, 'cache is empty. Get one with "ktstr kernel fetch"');
    await install(cacheDir, "7.3.0", WITHOUT_EXT);
    const other = await assertRejects(
      () => resolveKernel(undefined, { cacheDir }),
      UnavailableError,
    );
    assertStringIncludes(other.message, "has no kernel with sched_ext");
    const { image } = await install(cacheDir, "7.2.0");
    await install(cacheDir, "7.1.0");
    const found = await resolveKernel(undefined, { cacheDir });
    assertEquals([found.version, found.image, found.schedExt], ["7.2.0", image, true]);
  }));

Deno.test("resolveKernel() takes a version in the cache or the beginning of one", () =>
  withDirectory(async (cacheDir) => {
    await install(cacheDir, "7.2.13-a");
    await install(cacheDir, "7.2.9", WITHOUT_EXT);
    const version = async (wanted: string) => (await resolveKernel(wanted, { cacheDir })).version;
    assertEquals(await version("7.2.9"), "7.2.9");
    assertEquals(await version("7.2"), "7.2.13-a");
    const error = await assertRejects(() => version("7.2.1"), UnavailableError);
    assertStringIncludes(error.message, "the cache has 7.2.13-a, 7.2.9");
  }));

Deno.test("resolveKernel() takes an image with the configuration beside it", () =>
  withDirectory(async (dir) => {
    const image = `${dir}/vmlinuz`;
    await Deno.writeFile(image, fakeBzImage("7.2.0"));
    const bare = await resolveKernel(image, { cacheDir: dir });
    assertEquals([bare.image, bare.version, bare.schedExt], [image, "7.2.0", null]);
    await Deno.writeTextFile(`${dir}/config-7.2.0`, WITH_EXT);
    assertEquals((await resolveKernel(image, { cacheDir: dir })).schedExt, true);
    await Deno.writeTextFile(image, "no kernel");
    await assertRejects(() => resolveKernel(image, { cacheDir: dir }), UsageError, "no x86 kernel");
    const gone = await assertRejects(
      () => resolveKernel(`${dir}/gone`, { cacheDir: dir }),
      UnavailableError,
    );
    assertStringIncludes(gone.message, "no such file or directory");
  }));

Deno.test("resolveKernel() takes a build tree", () =>
  withDirectory(async (tree) => {
    const error = await assertRejects(() => resolveKernel(tree), UnavailableError);
    assertStringIncludes(error.message, `arch/x86/boot/bzImage is missing`);
    await Deno.mkdir(`${tree}/arch/x86/boot`, { recursive: true });
    await Deno.writeFile(`${tree}/arch/x86/boot/bzImage`, fakeBzImage("7.2.0"));
    await Deno.writeTextFile(`${tree}/.config`, WITHOUT_EXT);
    const found = await resolveKernel(tree);
    assertEquals([found.version, found.schedExt], ["7.2.0", false]);
    assertEquals(found.config, `${tree}/.config`);
  }));

/** A source that has one kernel. */
function fakeSource(version: string, config: string, problem: string | null = null): KernelSource {
  return {
    name: "Fake",
    findProblem: () => Promise.resolve(problem),
    look: () => Promise.resolve({ version, packages: [] }),
    download: async (_offer, { directory }) => {
      await Deno.writeFile(`${directory}/image`, fakeBzImage(version));
      await Deno.writeTextFile(`${directory}/config`, config);
      const [image, path] = [`${directory}/image`, `${directory}/config`];
      return { version, image, config: path, source: "Fake", trust: "none" };
    },
  };
}

Deno.test("kernelFetch() stores a kernel once", () =>
  withDirectory(async (cacheDir) => {
    const sources = [fakeSource("1", WITH_EXT, "not here"), fakeSource("7.2.0", WITH_EXT)];
    const first = await kernelFetch({ cacheDir, sources });
    assertEquals([first.kernel.version, first.alreadyThere], ["7.2.0", false]);
    assertEquals((await kernelFetch({ cacheDir, sources })).alreadyThere, true);
    await Deno.writeTextFile(first.kernel.image, "damaged");
    assertEquals((await kernelFetch({ cacheDir, sources })).alreadyThere, false);
    assertEquals(await namesIn(cacheDir), ["7.2.0"]);
  }));

Deno.test("kernelFetch() refuses a kernel without sched_ext and leaves nothing", () =>
  withDirectory(async (cacheDir) => {
    const sources = [fakeSource("7.2.0", WITHOUT_EXT)];
    const error = await assertRejects(() => kernelFetch({ cacheDir, sources }), UnavailableError);
    assertStringIncludes(error.message, "built without sched_ext");
    assertEquals(await namesIn(cacheDir), []);
  }));

Deno.test("kernelFetch() names what is supported where no source can be used", () =>
  withDirectory(async (cacheDir) => {
    const sources = [fakeSource("1", "", "this machine does not run Fake")];
    const error = await assertRejects(() => kernelFetch({ cacheDir, sources }), UnavailableError);
    assertStringIncludes(error.message, "(Fake: this machine does not run Fake). Supported: Fake");
    assertStringIncludes(error.message, "--kernel PATH");
  }));

Deno.test("makeStaging() removes what a killed maker has left, and nothing of a living one", () =>
  withDirectory(async (parent) => {
    const module = new URL("../../../lib/vm/kernel/staging.ts", import.meta.url).href;
    const program = `const { makeStaging } = await import("${module}");
      const { path } = await makeStaging(Deno.args[0]);
      console.log(path);
      setTimeout(() => {}, 60_000);`;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", program, parent],
      stdout: "piped",
      detached: true,
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const path = (await reader.read()).value?.trim() ?? "";
    {
      await using own = await makeStaging(parent);
      assert((await Deno.stat(path)).isDirectory);
      assert((await Deno.stat(own.path)).isDirectory);
      await using second = await makeStaging(parent);
      assert((await Deno.stat(own.path)).isDirectory && second.path !== own.path);
    }
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    {
      await using _ = await makeStaging(parent);
      await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    }
    assertEquals(await Array.fromAsync(Deno.readDir(parent)), []);
  }));
