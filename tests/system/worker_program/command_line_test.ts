import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "./program.ts";

/** Bad command lines, and what is said about each. */
const REFUSED: readonly (readonly [args: string, message: string])[] = [
  ["", "--work is missing: name a work type, as in --work Mixed"],
  ["--wrok SpinWait", 'unknown option "--wrok": did you mean --work?'],
  ["SpinWait", 'unknown option "SpinWait", see ktstr-worker --help'],
  ["--work", "--work needs a value"],
  ["--work SpinWait --work Mixed", "--work is given twice"],
  ["--help=yes", "--help takes no value"],
  ["--work SpinWiat", 'unknown work type "SpinWiat": did you mean SpinWait?'],
  ["--work spinwait", 'unknown work type "spinwait": did you mean SpinWait?'],
  ["--work Foo", 'unknown work type "Foo", see ktstr-worker --help'],
  ["--work SpinWait --workers 0", "--workers is 0, it must be from 1 to 65536"],
  ["--work SpinWait --workers -1", '--workers "-1" is not a whole number'],
  ["--work SpinWait --workers 2x", '--workers "2x" is not a whole number'],
  ["--work SpinWait --workers 1.5", '--workers "1.5" is not a whole number'],
  ["--work SpinWait --workers=", '--workers "" is not a whole number'],
  [
    "--work SpinWait --iterations 0",
    "--iterations is 0, it must be from 1 to 18446744073709551615",
  ],
  ["--work SpinWait --seed 18446744073709551616", '--seed "18446744073709551616" is too large'],
  ["--work SpinWait --duration 5", '--duration "5" needs a unit, as in 100us, 5ms or 1.5s'],
  ["--work SpinWait --duration 1.5", '--duration "1.5" needs a unit, as in 100us, 5ms or 1.5s'],
  ["--work SpinWait --duration 0s", "--duration is 0, it must be longer"],
  [
    "--work SpinWait --duration 1.5ns",
    '--duration "1.5ns" is not a duration such as 100us, 5ms or 1.5s',
  ],
  [
    "--work SpinWait --duration 5 ms",
    'unknown option "ms", see ktstr-worker --help',
  ],
  ["--work SpinWait --duration 99999999999s", '--duration "99999999999s" is too large'],
  ["--work SpinWait --param spin=3", 'SpinWait has no parameter "spin", only spin_iters'],
  ["--work SpinWait --param spin_iters", '--param "spin_iters" is not of the form name=value'],
  ["--work SpinWait --param =4", '--param "=4" is not of the form name=value'],
  [
    "--work SpinWait --param spin_iters=0",
    "--param spin_iters is 0, it must be from 1 to 1000000000",
  ],
  ["--work SpinWait --param spin_iters=5ms", '--param spin_iters="5ms" is not a whole number'],
  [
    "--work SpinWait --param spin_iters=1 --param spin_iters=2",
    "--param spin_iters is given twice",
  ],
  [
    "--work YieldHeavy --param spin_iters=5",
    "YieldHeavy has no parameters, but --param spin_iters=5 is given",
  ],
  [
    "--work SpinWait --slots-fd 3",
    "--slots-fd and --start-fd belong together: --start-fd is missing",
  ],
  ["--work SpinWait --slots-fd 3 --start-fd 3", "--slots-fd and --start-fd are both 3"],
  [
    "--work SpinWait --slots-fd 1 --start-fd 3",
    "--slots-fd is 1, it must be from 3 to 2147483647",
  ],
  [
    "--work SpinWait --slots-fd 5 --start-fd 6 --duration 1s",
    "--duration is for use by hand: with --slots-fd the runner says stop",
  ],
];

for (const [args, message] of REFUSED) {
  const given = args === "" ? "without arguments" : args;
  Deno.test(`ktstr-worker ${given} is refused with one line that says why`, async () => {
    const run = await runProgram(args.split(" ").filter((word) => word !== ""));
    assertEquals(run, { code: 64, stdout: "", stderr: `ktstr-worker: ${message}\n` });
  });
}

Deno.test("ktstr-worker --help shows options, examples and every work type", async () => {
  const { code, stdout, stderr } = await runProgram(["--help"]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "ktstr-worker --work SpinWait --workers 2 --duration 1s\n");
  for (const name of ["Mixed", "SpinWait", "YieldHeavy"]) {
    assertStringIncludes(stdout, `\n  ${name} `);
  }
  for (const line of stdout.split("\n")) assertEquals(line.length <= 100, true, line);
});

Deno.test("ktstr-worker takes a value after a space or an equals sign", async () => {
  const spaced = "--work SpinWait --param spin_iters=3 --iterations 2 --workers 1";
  const joined = "--work=SpinWait --param=spin_iters=3 --iterations=2 --workers=1";
  for (const args of [spaced, joined]) {
    assertStringIncludes((await runProgram(args.split(" "))).stdout, '"work_units":6,');
  }
});
