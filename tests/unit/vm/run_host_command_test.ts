import { assertEquals } from "@std/assert";
import { findHostCommand } from "../../../lib/vm/host_command.ts";

/** A directory with a busybox that knows `ls`, and two further programs. */
async function withPrograms(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/busybox`, "#!/bin/sh\necho bin/ls\n", { mode: 0o755 });
    await Deno.writeTextFile(`${directory}/ls`, "", { mode: 0o755 });
    await Deno.writeTextFile(`${directory}/mine`, "", { mode: 0o755 });
    await Deno.writeTextFile(`${directory}/text`, "", { mode: 0o644 });
    await body(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("findHostCommand takes along a program that is named by its path", async () => {
  await withPrograms(async (directory) => {
    assertEquals(await findHostCommand([`${directory}/mine`, "-x"], [], directory), {
      command: [`${directory}/mine`, "-x"],
      includes: [`${directory}/mine`],
    });
    // What is no program here may be one in the guest.
    assertEquals(await findHostCommand([`${directory}/text`], [], directory), {
      command: [`${directory}/text`],
      includes: [],
    });
  });
});

Deno.test("findHostCommand takes along a program of PATH, unless the guest has one", async () => {
  await withPrograms(async (directory) => {
    const find = (name: string, known: string[] = []) => findHostCommand([name], known, directory);
    assertEquals(await find("mine"), {
      command: [`${directory}/mine`],
      includes: [`${directory}/mine`],
    });
    assertEquals(await find("ls"), { command: ["ls"], includes: [] });
    assertEquals(await find("mine", ["mine"]), { command: ["mine"], includes: [] });
    assertEquals(await find("nothing"), { command: ["nothing"], includes: [] });
  });
});
