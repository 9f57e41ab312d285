import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UnavailableError } from "../../lib/errors/mod.ts";
import { createDebianSource } from "../../lib/vm/kernel/debian_source.ts";
import { kernelFetch, type KernelFetchOptions } from "../../lib/vm/kernel/fetch_kernel.ts";
import { kernelList, kernelsDir, verifyKernel } from "../../lib/vm/kernel/kernel_cache.ts";
import { withDirectory } from "../unit/vm/kernel_fixture.ts";
import { ARCHIVE_VERSION, buildArchive, forgetKey, type TestArchive } from "./kernel_archive.ts";

const tools = ["apt-get", "dpkg-deb", "gpg", "gpgconf"];
const missing: string[] = [];
for (const tool of tools) {
  const command = new Deno.Command(tool, { args: ["--version"], stdout: "null", stderr: "null" });
  if (!await command.output().then(({ success }) => success, () => false)) missing.push(tool);
}

interface Fixture {
  readonly dir: string;
  readonly cacheDir: string;
  readonly archive: TestArchive;
  /** Fetches from the archive. */
  readonly fetch: (options?: KernelFetchOptions) => ReturnType<typeof kernelFetch>;
}

function fetchTest(name: string, body: (fixture: Fixture) => Promise<void>): void {
  const skipped = missing.length === 0 ? "" : ` (SKIP: no ${missing.join(", ")} here)`;
  Deno.test({
    name: `kernelFetch() from Debian ${name}${skipped}`,
    ignore: missing.length > 0,
    fn: () =>
      withDirectory(async (dir) => {
        const cacheDir = `${dir}/cache`;
        const archive = await buildArchive(dir);
        const sources = [createDebianSource({ root: archive.root })];
        const fetch = (options: KernelFetchOptions = {}) =>
          kernelFetch({ cacheDir, sources, ...options });
        await body({ dir, cacheDir, archive, fetch });
      }),
  });
}

/** Names of all that is in the directory of kernels. */
async function namesIn(cacheDir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(kernelsDir({ cacheDir })));
  return entries.map(({ name }) => name);
}

fetchTest("follows the dependencies to image and configuration", async ({ cacheDir, fetch }) => {
  const steps: string[] = [];
  const { kernel, alreadyThere } = await fetch({ onProgress: ({ step }) => void steps.push(step) });
  assertEquals([kernel.version, kernel.schedExt, alreadyThere], [ARCHIVE_VERSION, true, false]);
  assertEquals(kernel.trust, "signed by Debian's archive, checked by apt");
  assertEquals([...new Set(steps)], [
    "Reading the package index of Debian sid",
    `Downloading Linux ${ARCHIVE_VERSION}`,
    `Unpacking Linux ${ARCHIVE_VERSION}`,
    `Storing Linux ${ARCHIVE_VERSION}`,
  ]);
  assertEquals((await kernelList({ cacheDir })).map(({ version }) => version), [ARCHIVE_VERSION]);
  assertEquals(await verifyKernel(kernel), []);
  assertEquals((await fetch()).alreadyThere, true);
  assertEquals(await namesIn(cacheDir), [ARCHIVE_VERSION]);
});

fetchTest("refuses a package that is not the signed one", async ({ cacheDir, archive, fetch }) => {
  const path = `${archive.repository}/pool/linux-binary-${ARCHIVE_VERSION}.deb`;
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
  const error = await assertRejects(() => fetch(), UnavailableError);
  assertStringIncludes(error.message, "Hash Sum mismatch");
  assertEquals(await namesIn(cacheDir), []);
});

fetchTest("refuses an index that is not the signed one", async ({ cacheDir, archive, fetch }) => {
  const path = `${archive.repository}/dists/sid/main/binary-amd64/Packages`;
  await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace("Size: ", "Size: 1"));
  const error = await assertRejects(() => fetch(), UnavailableError);
  assertStringIncludes(error.message, "Cannot fetch a kernel from Debian");
  assertEquals(await namesIn(cacheDir), []);
});

fetchTest("refuses an archive that an unknown key has signed", async (fixture) => {
  await forgetKey(fixture.dir, fixture.archive);
  const error = await assertRejects(() => fixture.fetch(), UnavailableError);
  assertStringIncludes(error.message, "NO_PUBKEY");
  assertEquals(await namesIn(fixture.cacheDir), []);
});

fetchTest("leaves nothing when it is interrupted", async ({ cacheDir, fetch }) => {
  for (const when of ["Reading", "Downloading", "Unpacking", "Storing"]) {
    const controller = new AbortController();
    const promise = fetch({
      signal: controller.signal,
      onProgress: ({ step }) => step.startsWith(when) && controller.abort(),
    });
    await assertRejects(() => promise, DOMException, "aborted");
    assertEquals(await namesIn(cacheDir), [], when);
  }
});
