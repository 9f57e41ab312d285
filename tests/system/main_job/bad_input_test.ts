import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ktstr, resultOf } from "../support/ktstr_program.ts";
import { assertNothingLeft } from "../support/leftovers.ts";
import { systemTest } from "../support/system_test.ts";

interface BadCall {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: readonly string[];
}

const CALLS: readonly BadCall[] = [
  {
    what: "an unknown scenario",
    args: ["run", "stedy"],
    code: 64,
    says: ['Unknown scenario "stedy"', '"steady"'],
  },
  { what: "no scenario", args: ["run"], code: 64, says: ["Name a scenario"] },
  { what: "an unknown command", args: ["rum"], code: 64, says: ['Did you mean "run"?'] },
  {
    what: "an unknown option",
    args: ["run", "steady", "--durration", "1s"],
    code: 64,
    says: ["Did you mean --duration?"],
  },
  {
    what: "an option without its value",
    args: ["run", "steady", "--duration"],
    code: 64,
    says: ["--duration TIME"],
  },
  {
    what: "a duration without a unit",
    args: ["run", "steady", "--duration", "5"],
    code: 64,
    says: ["--duration", '"5s"'],
  },
  {
    what: "a duration of zero",
    args: ["run", "steady", "--duration", "0s"],
    code: 64,
    says: ["--duration"],
  },
  {
    what: "zero workers",
    args: ["run", "steady", "--workers", "0"],
    code: 64,
    says: ["--workers"],
  },
  {
    what: "negative workers",
    args: ["run", "steady", "--workers=-3"],
    code: 64,
    says: ["--workers", "-3"],
  },
  {
    what: "an unknown work type",
    args: ["run", "steady", "--work-type", "SpinWiat"],
    code: 64,
    says: ['Did you mean "SpinWait"?'],
  },
  {
    what: "an unknown reporter",
    args: ["run", "steady", "--reporter", "jsn"],
    code: 64,
    says: ['"jsn"', '"json"'],
  },
  {
    what: "a cgroup root that is none",
    args: ["run", "steady", "--cgroup-root", "/tmp"],
    code: 64,
    says: ["/tmp"],
  },
  { what: "a file that is not there", args: ["run", "./no.yaml"], code: 64, says: ["./no.yaml"] },
];

for (const { what, args, code, says } of CALLS) {
  systemTest("a writable cgroup", `${what} ends with ${code} and one clear message`, async () => {
    const finished = await ktstr([...args, ...args[0] === "run" ? ["--no-save"] : []]);
    assertEquals(finished.code, code, finished.stderr);
    for (const words of says) assertStringIncludes(finished.stderr, words);
    assertEquals(finished.stderr.split("error:").length, 2, finished.stderr);
    assertEquals(finished.stderr.includes("    at "), false, finished.stderr);
    assertEquals(finished.stdout, "");
    assertNothingLeft(finished.pid);
  });
}

const HEAD = "name: bad\ndescription: A bad file.\nduration: 1s\nsteps:\n  - cgroups:\n";
const FILES: readonly { what: string; text: string; says: readonly string[] }[] = [
  {
    what: "an unknown key",
    text: `${HEAD}      - { name: a, worker: 2, work: SpinWait }\n`,
    says: [":6:20", "worker", '"workers"', "^"],
  },
  {
    what: "zero workers in the file",
    text: `${HEAD}      - { name: a, workers: 0, work: SpinWait }\n`,
    says: [":6:29", "0"],
  },
  {
    what: "a bare duration in the file",
    text: "name: bad\ndescription: x\nduration: 5\nsteps: []\n",
    says: [":3:11", '"5s"'],
  },
  { what: "a duplicate key", text: "name: a\nname: b\n", says: [":2:1"] },
  { what: "broken YAML", text: "name: [a\n", says: [":"] },
];

for (const { what, text, says } of FILES) {
  Deno.test(`${what} ends with 65, the place and a caret`, async () => {
    await withFile(text, async (file) => {
      const finished = await ktstr(["run", "--no-save", file]);
      assertEquals(finished.code, 65, finished.stderr);
      assertStringIncludes(finished.stderr, file);
      for (const words of says) assertStringIncludes(finished.stderr, words);
      assertEquals(finished.stdout, "");
      assertNothingLeft(finished.pid);
    });
  });
}

systemTest(
  "a writable cgroup",
  "CPUs that the machine does not have are a skip with the reason",
  async () => {
    const text = `${HEAD}      - { name: a, workers: 2, work: SpinWait, cpuset: "0,4090-4091" }\n`;
    await withFile(text, async (file) => {
      const finished = await ktstr(["run", "--no-save", "--reporter", "json", file]);
      assertEquals(finished.code, 0, finished.stderr);
      const result = resultOf(finished);
      assertEquals([result.verdict, result.cgroups.length], ["skip", 0]);
      assertStringIncludes(result.reason ?? "", "4090-4091");
      assertNothingLeft(finished.pid);
    });
  },
);

systemTest(
  "root",
  "a full disk below the run directory keeps the report and ends with 69",
  async () => {
    const directory = await Deno.makeTempDir();
    const mount = new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", "size=4k", "tmpfs", directory],
    });
    assertEquals((await mount.output()).success, true, "needs to mount a tmpfs");
    try {
      const finished = await ktstr([
        "run",
        "steady",
        "--duration",
        "200ms",
        "--run-dir",
        directory,
      ]);
      assertEquals(finished.code, 69, finished.stderr);
      assertStringIncludes(finished.stderr, directory);
      assertStringIncludes(finished.stderr, "--run-dir");
      assertStringIncludes(finished.stdout, "cg_0");
      assertEquals(
        await Array.fromAsync(Deno.readDir(directory)),
        [],
        "a half-written result is left",
      );
      assertNothingLeft(finished.pid);
    } finally {
      await new Deno.Command("umount", { args: [directory] }).output();
      await Deno.remove(directory);
    }
  },
);

async function withFile(text: string, use: (file: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    const file = join(directory, "bad.yaml");
    await Deno.writeTextFile(file, text);
    await use(file);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
