import { assertEquals } from "@std/assert";
import { SYMBOLS } from "../../../lib/native/symbols.ts";

const NATIVE = `${import.meta.dirname}/../../../native`;

/** How a C type of the header crosses the FFI. */
function ffiType(cType: string): string {
  if (cType.includes("*")) return "buffer";
  const match = /^(u?)int(32|64)_t$/.exec(cType);
  if (match === null) return `no FFI type for "${cType}"`;
  return `${match[1] === "u" ? "u" : "i"}${match[2]}`;
}

/** Reads the prototypes of the public header. */
function prototypes(): Record<string, { parameters: string[]; result: string }> {
  const header = Deno.readTextFileSync(`${NATIVE}/ktstr.h`);
  const found = header.matchAll(/^KTSTR_API (\w+) (\w+)\(([^)]*)\);/gm);
  return Object.fromEntries(
    Array.from(found, ([, result = "", name = "", parameters = ""]) => {
      const types = parameters.split(",").map((parameter) =>
        parameter.trim().replace(/\w+$/, "").trim()
      );
      return [name, {
        parameters: parameters === "void" ? [] : types.map(ffiType),
        result: ffiType(result),
      }];
    }),
  );
}

Deno.test("SYMBOLS has the functions of the header with the same types", () => {
  assertEquals(SYMBOLS as unknown, prototypes());
});

Deno.test("the export map lists the functions of the header and hides the rest", () => {
  const map = Deno.readTextFileSync(`${NATIVE}/ktstr.map`);
  const match = /^KTSTR_1 \{\nglobal:\n([\s\S]*)\nlocal:\n\t\*;\n\};\n$/.exec(map);
  const names = (match?.[1] ?? "").split("\n").map((line) => line.trim().replace(";", ""));
  assertEquals(names, Object.keys(prototypes()));
});

Deno.test("the header and the bindings have the same ABI number", () => {
  const header = Deno.readTextFileSync(`${NATIVE}/ktstr.h`);
  const bindings = Deno.readTextFileSync(`${NATIVE}/../lib/native/library.ts`);
  assertEquals(
    /^const ABI = (\d+);$/m.exec(bindings)?.[1],
    /^#define KTSTR_ABI (\d+)$/m.exec(header)?.[1],
  );
});
