import { assertEquals, assertThrows } from "@std/assert";
import { EVENT_PIPE_PATH, formatRunFile } from "../../../lib/vm/image/run_file.ts";

const NATIVE = `${import.meta.dirname}/../../../native/guest`;

Deno.test("formatRunFile writes everything that is asked for", () => {
  const text = formatRunFile({
    argv: ["sh", "-c", "echo 'a\\b'\ntrue"],
    env: { PATH: "/bin", EMPTY: "" },
    cwd: "/tmp",
    uid: 1000,
    gid: 1000,
    hostname: "h",
    cgroup: "user",
    stdin: true,
    terminal: { path: "/dev/hvc0", rows: 24, columns: 80 },
    collect: ["/out", "/more"],
  });
  assertEquals(
    text,
    `ktstr-run 1
arg sh
arg -c
arg echo 'a\\\\b'\\ntrue
env PATH=/bin
env EMPTY=
cwd /tmp
uid 1000
gid 1000
hostname h
cgroup user
stdin pipe
tty /dev/hvc0
tty_size 24 80
collect /out
collect /more
`,
  );
});

Deno.test("formatRunFile writes no more than it must", () => {
  assertEquals(
    formatRunFile({ argv: ["true"], env: {}, cwd: "/" }),
    "ktstr-run 1\narg true\ncwd /\n",
  );
});

Deno.test("formatRunFile refuses what init could not read", () => {
  assertThrows(
    () => formatRunFile({ argv: [], env: {}, cwd: "/" }),
    TypeError,
    "without a command",
  );
  assertThrows(() => formatRunFile({ argv: ["a\0b"], env: {}, cwd: "/" }), TypeError, "zero byte");
});

Deno.test("init knows the keys and paths of formatRunFile", async () => {
  const parser = await Deno.readTextFile(`${NATIVE}/run_file.c`);
  const known = [...parser.matchAll(/!strcmp\(key, "(\w+)"\)/g)].map((match) => match[1]);
  assertEquals(known, [
    "arg",
    "env",
    "cwd",
    "uid",
    "gid",
    "hostname",
    "cgroup",
    "stdin",
    "tty",
    "tty_size",
    "collect",
  ]);
  const command = await Deno.readTextFile(`${NATIVE}/command.h`);
  assertEquals(/EVENT_PIPE "(.+)"/.exec(command)?.[1], EVENT_PIPE_PATH);
});
