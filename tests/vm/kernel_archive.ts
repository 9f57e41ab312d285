import { createHash } from "node:crypto";
import { fakeBzImage } from "../unit/vm/kernel_fixture.ts";

/** A package archive on the disk, signed with a key of its own. */
export interface TestArchive {
  /** Root of a machine that has the archive in its sources and trusts its key. */
  readonly root: string;
  /** Directory of the archive. */
  readonly repository: string;
}

/** Release of the kernel in the archive. */
export const ARCHIVE_VERSION = "9.9.9+test-cloud-amd64";

/** The packages as Debian has them: two that only lead on, and two with files. */
const DEPENDS: Readonly<Record<string, string>> = {
  "linux-image-cloud-amd64": `linux-base-cloud-amd64 (= 1), linux-image-${ARCHIVE_VERSION} (= 1)`,
  "linux-base-cloud-amd64": `linux-base-${ARCHIVE_VERSION} (= 1)`,
  [`linux-image-${ARCHIVE_VERSION}`]: "dracut | initramfs-tools (>= 0.1), " +
    `linux-binary-${ARCHIVE_VERSION} (= 1), linux-modules-${ARCHIVE_VERSION} (= 1)`,
  [`linux-binary-${ARCHIVE_VERSION}`]: `linux-base-${ARCHIVE_VERSION} (= 1)`,
  [`linux-base-${ARCHIVE_VERSION}`]: "",
};

/** Runs a command that must not fail. */
async function run(command: readonly [string, ...string[]], env: Record<string, string> = {}) {
  const [program, ...args] = command;
  const { success, stderr } = await new Deno.Command(program, { args, env, stdout: "null" })
    .output();
  if (!success) throw new Error(`${command.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** Builds an archive with a kernel below a directory. */
export async function buildArchive(dir: string): Promise<TestArchive> {
  const repository = `${dir}/archive`;
  const root = `${dir}/root`;
  const index = `${repository}/dists/sid/main/binary-amd64`;
  await Deno.mkdir(`${repository}/pool`, { recursive: true });
  await Deno.mkdir(index, { recursive: true });
  const records: string[] = [];
  for (const name of Object.keys(DEPENDS)) records.push(await buildPackage(dir, repository, name));
  await Deno.writeTextFile(`${index}/Packages`, records.join("\n"));
  await signRelease(dir, repository);

  await Deno.mkdir(`${root}/etc/apt`, { recursive: true });
  await Deno.writeTextFile(`${root}/etc/os-release`, "ID=debian\nVERSION_CODENAME=bookworm\n");
  await Deno.writeTextFile(
    `${root}/etc/apt/sources.list`,
    `deb file:${repository} bookworm main\n`,
  );
  await exportKey(dir, `${root}/usr/share/keyrings`);
  return { root, repository };
}

/** Makes a new key, so that the archive is signed by nobody who is known. */
export async function forgetKey(dir: string, { root }: TestArchive): Promise<void> {
  await Deno.remove(`${dir}/gnupg`, { recursive: true });
  await makeKey(dir);
  await exportKey(dir, `${root}/usr/share/keyrings`);
}

async function buildPackage(dir: string, repository: string, name: string): Promise<string> {
  const tree = `${dir}/${name}`;
  const modules = `${tree}/usr/lib/modules/${ARCHIVE_VERSION}`;
  await Deno.mkdir(`${tree}/DEBIAN`, { recursive: true });
  await Deno.mkdir(modules, { recursive: true });
  if (name.startsWith("linux-binary-")) {
    await Deno.writeFile(`${modules}/vmlinuz`, fakeBzImage(ARCHIVE_VERSION));
  }
  if (name === `linux-base-${ARCHIVE_VERSION}`) {
    await Deno.writeTextFile(`${modules}/config`, "CONFIG_SCHED_CLASS_EXT=y\n");
  }
  const depends = DEPENDS[name] ? `Depends: ${DEPENDS[name]}\n` : "";
  const control = `Package: ${name}\nVersion: 1\nArchitecture: amd64\n` +
    `Maintainer: Test <test@example.org>\n${depends}Description: test\n`;
  await Deno.writeTextFile(`${tree}/DEBIAN/control`, control);
  const file = `pool/${name}.deb`;
  await run(["dpkg-deb", "--build", "--root-owner-group", tree, `${repository}/${file}`]);
  const bytes = await Deno.readFile(`${repository}/${file}`);
  return `${control}Filename: ${file}\nSize: ${bytes.length}\nSHA256: ${sha256(bytes)}\n`;
}

async function signRelease(dir: string, repository: string): Promise<void> {
  const packages = await Deno.readFile(`${repository}/dists/sid/main/binary-amd64/Packages`);
  const release = "Origin: Debian\nSuite: unstable\nCodename: sid\n" +
    `Date: ${new Date().toUTCString().replace("GMT", "UTC")}\n` +
    "Architectures: amd64\nComponents: main\nSHA256:\n" +
    ` ${sha256(packages)} ${packages.length} main/binary-amd64/Packages\n`;
  await Deno.writeTextFile(`${dir}/Release`, release);
  await makeKey(dir);
  const output = `${repository}/dists/sid/InRelease`;
  await gpg(dir, "--output", output, "--clearsign", `${dir}/Release`);
}

async function makeKey(dir: string): Promise<void> {
  await Deno.mkdir(`${dir}/gnupg`, { mode: 0o700 });
  await gpg(dir, "--passphrase", "", "--quick-gen-key", "Test <test@example.org>", "rsa2048");
}

async function exportKey(dir: string, keyrings: string): Promise<void> {
  await Deno.mkdir(keyrings, { recursive: true });
  const output = `${keyrings}/debian-archive-keyring.gpg`;
  await gpg(dir, "--yes", "--output", output, "--export");
}

/** Runs gpg and ends the agent that it starts. */
async function gpg(dir: string, ...args: string[]): Promise<void> {
  const env = { GNUPGHOME: `${dir}/gnupg` };
  try {
    await run(["gpg", "--batch", "--quiet", ...args], env);
  } finally {
    await run(["gpgconf", "--kill", "all"], env);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
