import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli";
import * as names from "@std/cli";

Deno.test("@std/cli has the names that the project uses", () => {
  assertEquals("parseArgs" in names, true);
});

Deno.test("parseArgs() tells options from operands and makes numbers of what looks like one", () => {
  assertEquals(parseArgs(["run", "--seed", "7", "--name=x", "0x10", "-"]), {
    _: ["run", 16, "-"],
    seed: 7,
    name: "x",
  });
});

Deno.test("parseArgs() keeps the value of a string option as text", () => {
  const args = parseArgs(["--seed", "007", "--empty"], { string: ["seed", "empty", "absent"] });
  const seed: string | undefined = args.seed;
  assertEquals(seed, "007");
  assertEquals(args, { _: [], seed: "007", empty: "" });
  assertEquals(parseArgs(["1", "2"], { string: ["_"] })._, ["1", "2"]);
});

Deno.test("parseArgs() gives a boolean option no value but true and false", () => {
  const args = parseArgs(["--list", "file", "--dry", "false", "--quick=false", "--save=yes"], {
    boolean: ["list", "dry", "quick", "save", "absent"],
  });
  const list: boolean = args.list;
  assertEquals(list, true);
  assertEquals(args, {
    _: ["file"],
    list: true,
    dry: false,
    quick: false,
    save: true,
    absent: false,
  });
});

Deno.test("parseArgs() takes no value that begins with a hyphen", () => {
  assertEquals(parseArgs(["--workers", "-1"], { string: ["workers"] }), {
    _: [],
    workers: "",
    1: true,
  });
  assertEquals(parseArgs(["--workers=-1"], { string: "workers" }), { _: [], workers: "-1" });
  assertEquals(parseArgs(["-w", "-"], { string: ["w"] }), { _: [], w: "-" });
});

Deno.test("parseArgs() reads one-letter options, alone, together and with values", () => {
  assertEquals(parseArgs(["-a", "-bc", "-n5", "-k=v", "-x", "y"]), {
    _: [],
    a: true,
    b: true,
    c: true,
    n: 5,
    k: "v",
    x: "y",
  });
  assertEquals(parseArgs(["-ab", "file"], { boolean: ["b"] }), { _: ["file"], a: true, b: true });
  assertEquals(parseArgs(["-o./file", "-z", "true"]), { _: [], o: "./file", z: "true" });
});

Deno.test("parseArgs() takes the last of several values unless they are collected", () => {
  const args = parseArgs(["--tag", "a", "--tag=b", "--seed=1", "--seed=2"], {
    string: ["tag", "seed", "none"],
    collect: ["tag", "none"],
  });
  const tags: string[] = args.tag;
  assertEquals(tags, ["a", "b"]);
  assertEquals(args, { _: [], tag: ["a", "b"], seed: "2", none: [] });
});

Deno.test("parseArgs() fills in defaults for what is not given only", () => {
  const args = parseArgs(["--a", "1"], {
    string: ["a", "b"],
    default: { a: "x", b: "y" },
    alias: { b: "bee" },
  });
  const b: string = args.b;
  assertEquals(b, "y");
  assertEquals(args, { _: [], a: "1", b: "y", bee: "y" });
});

Deno.test("parseArgs() sets every name of an option, whichever was given", () => {
  const options = {
    string: ["reporter"],
    collect: ["reporter"],
    alias: { reporter: ["r", "rep"] },
  };
  const wanted = { _: [], reporter: ["json", "tap"], r: ["json", "tap"], rep: ["json", "tap"] };
  assertEquals(parseArgs(["-r", "json", "--rep=tap"], options), wanted);
  assertEquals(parseArgs(["-h", "x"], { boolean: ["help"], alias: { help: "h" } }), {
    _: ["x"],
    help: true,
    h: true,
  });
});

Deno.test("parseArgs() reads nothing after -- as an option", () => {
  assertEquals(parseArgs(["a", "--", "--b", "3"]), { _: ["a", "--b", "3"] });
  assertEquals(parseArgs(["a", "--", "--b", "--"], { "--": true }), {
    _: ["a"],
    "--": ["--b", "--"],
  });
});

Deno.test("parseArgs() asks about options that it does not know, and about operands", () => {
  const seen: unknown[][] = [];
  const args = parseArgs(["file", "--known=1", "--other=2", "-q", "--flag", "v", "--", "--rest"], {
    string: ["known"],
    unknown: (...what) => {
      seen.push(what);
      return false;
    },
  });
  assertEquals(seen, [
    ["file"],
    ["--other=2", "other", "2"],
    ["-q", "q", true],
    ["--flag", "flag", "v"],
  ]);
  assertEquals(args, { _: ["--rest"], known: "1" });
  assertEquals(parseArgs(["--other", "file"], { unknown: () => true }), { _: [], other: "file" });
});

Deno.test("parseArgs() counts a collected option without a type as unknown", () => {
  const seen: string[] = [];
  parseArgs(["--tag=a"], { collect: ["tag"], unknown: (arg) => void seen.push(arg) });
  assertEquals(seen, ["--tag=a"]);
});

Deno.test("parseArgs() keeps an equals sign with nothing behind it in the name", () => {
  assertEquals(parseArgs(["--seed=", "x"], { string: ["seed"] }), { _: [], "seed=": "x" });
  assertEquals(parseArgs(["--seed=a=b"], { string: ["seed"] }), { _: [], seed: "a=b" });
});

Deno.test("parseArgs() takes --no-name as an option of that name", () => {
  assertEquals(parseArgs(["--no-save", "x"], { boolean: ["no-save"] }), {
    _: ["x"],
    "no-save": true,
  });
});
