import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { readWorkTypes } from "../../../lib/workload/mod.ts";

const PARAM = { name: "n", kind: "count", default: 2, min: 1, max: 3, help: "How many." };
const TYPE = {
  ...{ name: "SpinWait", summary: "Spins.", help: "Nothing.", group_size: 1 },
  ...{ params: [PARAM], samples: ["wake"] },
};

/** Reads a table of this text. */
function read(text: string) {
  const path = Deno.makeTempFileSync({ suffix: ".json" });
  try {
    Deno.writeTextFileSync(path, text);
    return readWorkTypes(path);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("readWorkTypes() reads the types in the order of the table", () => {
  const table = { abi: 1, work_types: [TYPE, { ...TYPE, name: "Mixed", params: [] }] };
  const types = read(JSON.stringify(table));
  assertEquals(types.map((type) => type.name), ["SpinWait", "Mixed"]);
  assertEquals(types[0]?.params, [{ ...PARAM, kind: "count" as const }]);
});

Deno.test("readWorkTypes() says how to build what is missing", () => {
  const error = assertThrows(() => readWorkTypes("/nowhere/table.json"), UnavailableError);
  assertEquals(
    error.message,
    "The worker program is not built: /nowhere/table.json is missing. " +
      'Run "deno task build"',
  );
});

Deno.test("readWorkTypes() refuses a table that it does not read", () => {
  const bad: readonly (readonly [unknown, string])[] = [
    [{}, "work_types: "],
    [{ work_types: [] }, "work_types: "],
    [{ work_types: [{ ...TYPE, group_size: 0 }] }, "work_types.0.group_size: "],
    [
      { work_types: [{ ...TYPE, params: [{ ...PARAM, kind: "x" }] }] },
      "work_types.0.params.0.kind",
    ],
    [
      { work_types: [{ ...TYPE, params: [{ ...PARAM, default: 4 }] }] },
      "work_types.0.params.0: the default is out of range",
    ],
    [{ work_types: [TYPE, TYPE] }, "work_types: two types have the same name"],
  ];
  for (const [table, reason] of bad) {
    const error = assertThrows(() => read(JSON.stringify(table)), UnavailableError);
    assertStringIncludes(error.message, reason);
    assertStringIncludes(error.message, 'run "deno task build"');
  }
  assertStringIncludes(assertThrows(() => read("{"), UnavailableError).message, "not JSON");
});
