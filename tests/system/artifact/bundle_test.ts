import {
  assertEquals,
  assertGreater,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { livingWorkersOf, runRootsOf } from "../support/leftovers.ts";
import { resultOf, ROOT } from "../support/ktstr_program.ts";
import { systemTest } from "../support/system_test.ts";
import {
  BARE_ENVIRONMENT,
  execute,
  makeDirectory,
  namesIn,
  offline,
  toolCommand,
} from "./artifact_tool.ts";

const { version } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
const NAME = `ktstr-${version}-${Deno.build.arch}`;

let directory = "";
let archive = "";
let launcher = "";

Deno.test.beforeAll(async () => {
  directory = await makeDirectory();
  archive = await makeBundle("first");
  const { code, stderr } = await execute(["/usr/bin/tar", "-xzf", archive, "-C", directory]);
  assertEquals(code, 0, stderr);
  launcher = join(directory, NAME, "ktstr");
});

Deno.test.afterAll(() => Deno.remove(directory, { recursive: true }));

/** Packs a bundle with the permissions of the task. */
async function makeBundle(name: string): Promise<string> {
  const target = join(directory, name);
  const command = toolCommand("bundle", [target]);
  const { code, stderr } = await execute(offline(command), { env: Deno.env.toObject() });
  assertEquals(code, 0, stderr);
  const path = join(target, `${NAME}.tar.gz`);
  assertEquals(await namesIn(target), [`${NAME}.tar.gz`]);
  assertStringIncludes(stderr, path);
  return path;
}

systemTest("root", "bundle: --help needs no network and no environment", async () => {
  const { code, stdout, stderr } = await execute(offline([launcher, "--help"]));
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "Usage: ktstr COMMAND");
});

systemTest("root", "bundle: list finds the scenarios without a network", async () => {
  const { code, stdout, stderr } = await execute(offline([launcher, "list"]));
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^steady /m);
});

systemTest("a writable cgroup", "bundle: run starts real workers and leaves nothing", async () => {
  const words = ["run", "steady", "--duration", "300ms", "--no-save", "--reporter", "json"];
  const temporary = join(directory, "temporary");
  await Deno.mkdir(temporary);
  const env = { ...BARE_ENVIRONMENT, TMPDIR: temporary };
  const finished = await execute(offline([launcher, ...words]), { env });
  assertLessOrEqual(finished.code, 2, finished.stderr);
  const { ktstr_version, cgroups } = resultOf(finished);
  assertEquals(ktstr_version, version);
  const reports = cgroups.flatMap((cgroup) => cgroup.reports);
  assertEquals(reports.length, 4);
  for (const report of reports) {
    assertEquals(report.completed, true);
    assertGreater(report.iterations, 0);
  }
  assertEquals(livingWorkersOf(finished.pid), [], "worker processes are left");
  assertEquals(runRootsOf(finished.pid), [], "cgroups are left");
  assertEquals(await namesIn(temporary), [], "temporary files are left");
});

systemTest("root", "bundle: runs from a directory that nobody can write", async () => {
  const bundle = join(directory, NAME);
  const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && ' +
    '! touch "$1/new" 2>/dev/null && exec "$1/ktstr" list';
  const { code, stdout, stderr } = await execute(
    ["/usr/bin/unshare", "--net", "--mount", "/bin/sh", "-c", script, "sh", bundle],
  );
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^steady /m);
});

Deno.test("bundle: the launcher is found through links and PATH", async () => {
  const links = join(directory, "links");
  await Deno.mkdir(links);
  await Deno.symlink(`../${NAME}/ktstr`, join(links, "relative"));
  await Deno.symlink(join(links, "relative"), join(links, "ktstr-by-link"));
  const { code, stdout, stderr } = await execute(
    ["/usr/bin/env", "ktstr-by-link", "--version"],
    { env: { PATH: `${links}:/usr/bin:/bin` } },
  );
  assertEquals([code, stdout, stderr], [0, `ktstr ${version}\n`, ""]);
});

Deno.test("bundle: takes files relative to the directory of the user", async () => {
  const cwd = join(directory, "elsewhere");
  await Deno.mkdir(cwd);
  await Deno.copyFile(join(ROOT, "scenarios", "steady.yaml"), join(cwd, "mine.yaml"));
  const { code, stdout, stderr } = await execute(
    [launcher, "run", "./mine.yaml", "--dry-run"],
    { cwd },
  );
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "SpinWait");
});

Deno.test("bundle: a registry of the user does not matter", async () => {
  const home = join(directory, "home");
  await Deno.mkdir(home);
  await Deno.writeTextFile(join(home, ".npmrc"), "registry=https://packages.invalid/\n");
  const env = { ...BARE_ENVIRONMENT, HOME: home, NPM_CONFIG_REGISTRY: "https://other.invalid" };
  const { code, stderr } = await execute([launcher, "list"], { env });
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("bundle: a path that Deno cannot take is refused with the reason", async () => {
  const strange = join(directory, "one,two");
  await Deno.mkdir(strange);
  await Deno.copyFile(launcher, join(strange, "ktstr"));
  const { code, stderr } = await execute([join(strange, "ktstr"), "list"]);
  assertEquals(code, 69);
  assertMatch(stderr, /^error: Cannot run in .*one,two: .* comma .*\n$/);
});

Deno.test("bundle: the launcher gives the permissions of the tasks and no others", async () => {
  const fake = join(directory, "fake");
  await Deno.mkdir(join(fake, "bin"), { recursive: true });
  await Deno.copyFile(launcher, join(fake, "ktstr"));
  const deno = join(fake, "bin", "deno");
  await Deno.writeTextFile(deno, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n", { mode: 0o755 });
  for (const [task, word] of [["ktstr", "run"], ["kernel", "kernel"]] as const) {
    const { stdout } = await execute([join(fake, "ktstr"), word, "--two words"]);
    const words = stdout.trimEnd().split("\n");
    assertEquals(words.slice(-3), [join(fake, "main.ts"), word, "--two words"]);
    assertEquals(words.filter(isPermission), permissionsOf(task, fake));
  }
});

function isPermission(word: string): boolean {
  return /^(?:-[A-Z]|--no-prompt|--allow-|--deny-)/.test(word);
}

/** What a task allows, with the paths of the build where they are in a bundle. */
function permissionsOf(task: string, root: string): string[] {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const words: string[] = tasks[task].command.split(" ");
  return words.filter(isPermission).map((word) => word.replaceAll("build/", `${root}/build/`));
}

Deno.test("bundle: twice the same bytes", async () => {
  const again = await makeBundle("second");
  assertEquals(await digest(again), await digest(archive));
});

async function digest(path: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(path))).toHex();
}

Deno.test("bundle: nothing in it tells who packed it and when", async () => {
  const { stdout } = await execute(
    ["/usr/bin/tar", "-tvzf", archive, "--numeric-owner", "--full-time"],
    { env: { ...BARE_ENVIRONMENT, TZ: "UTC", LC_ALL: "C" } },
  );
  const lines = stdout.trimEnd().split("\n");
  assertGreater(lines.length, 100);
  const line = /^(?:drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) 0\/0 +\d+ 1970-01-01 00:00:00 (.+)$/;
  for (const text of lines) assertMatch(text, line);
  const files = lines.map((text) => line.exec(text)?.[1] ?? "").filter((path) =>
    !path.endsWith("/")
  );
  assertEquals(files, files.toSorted());
});

Deno.test("bundle: holds what runs, and nothing that only tests need", async () => {
  const { stdout } = await execute(["/usr/bin/tar", "-tzf", archive]);
  const paths = stdout.trimEnd().split("\n").map((path) => path.slice(NAME.length + 1));
  const wanted = [
    "LICENSE",
    "bin/deno",
    "build/ktstr-worker",
    "build/ktstr-worker.json",
    "build/libktstr.so",
    "deno.json",
    "deno.lock",
    "ktstr",
    "lib/vm/kernel/guest.config",
    "main.ts",
    "scenarios/steady.yaml",
  ];
  for (const path of wanted) assertEquals(paths.includes(path), true, `${path} is missing`);
  assertEquals(
    paths.filter((path) => /fast-check|^(?:tests|native|tools)\/|\.[chd]$/.test(path)),
    [],
  );
});
