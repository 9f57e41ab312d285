import { assertEquals, assertThrows } from "@std/assert";
import type { Command } from "../../../lib/cli/command.ts";
import { parseArguments } from "../../../lib/cli/parse_arguments.ts";
import { UsageError } from "../../../lib/errors/mod.ts";

const COMMAND: Command = {
  name: "test",
  summary: "For tests.",
  usage: "",
  options: [
    { name: "duration", value: "TIME", help: "" },
    { name: "reporter", value: "NAME", repeatable: true, help: "" },
    { name: "list", help: "" },
  ],
  examples: [],
  run: () => Promise.resolve(0),
};

function parse(...words: string[]) {
  return parseArguments(COMMAND, words);
}

Deno.test("parseArguments reads options wherever they stand", () => {
  const args = parse("--duration", "5s", "a", "--list", "b", "--reporter=json=x.json");
  assertEquals(args.positionals, ["a", "b"]);
  assertEquals(args.value("duration"), "5s");
  assertEquals(args.flag("list"), true);
  assertEquals(args.all("reporter"), ["json=x.json"]);
});

Deno.test("parseArguments gives nothing for what was not given", () => {
  const args = parse();
  assertEquals([args.value("duration"), args.flag("list"), args.all("reporter")], [
    undefined,
    false,
    [],
  ]);
});

Deno.test("parseArguments collects a repeatable option", () => {
  assertEquals(parse("--reporter", "json", "--reporter", "pretty").all("reporter"), [
    "json",
    "pretty",
  ]);
});

Deno.test("parseArguments leaves numbers in names alone", () => {
  assertEquals(parse("007").positionals, ["007"]);
});

Deno.test("parseArguments takes -h for --help", () => {
  assertEquals(parse("-h").flag("help"), true);
});

Deno.test("parseArguments takes everything after -- for names", () => {
  assertEquals(parse("--", "--list").positionals, ["--list"]);
});

const BAD: readonly [words: string[], message: string][] = [
  [["--durration=5s"], 'Unknown option "--durration" of "test". Did you mean --duration?'],
  [["-x"], 'Unknown option "-x" of "test". See "ktstr test --help"'],
  [["--duration"], "Option --duration needs a value: --duration TIME"],
  [["--duration", "--list"], "Option --duration needs a value: --duration TIME"],
  [["--duration", "1s", "--duration", "2s"], 'is given twice: "1s" and "2s"'],
  [["--list=yes"], 'Option --list takes no value: "--list=yes"'],
];
for (const [words, message] of BAD) {
  Deno.test(`parseArguments refuses ${words.join(" ")}`, () => {
    assertThrows(() => parse(...words), UsageError, message);
  });
}
