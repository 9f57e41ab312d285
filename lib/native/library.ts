import { UnavailableError } from "../errors/mod.ts";
import { SYMBOLS } from "./symbols.ts";

/** `KTSTR_ABI` of the `native/ktstr.h` that these bindings are written for. */
const ABI = 1;

/** The library, seen from the root of the project. */
const LIBRARY = "build/libktstr.so";

/** The functions of the native library, ready to be called. */
export type NativeFunctions = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/*
 * Opened with the module where that goes without a question and without an error: Deno's test
 * runner takes a library that is first opened inside a test for one that the test has leaked.
 * Everywhere else the first call opens it, and tells what is wrong.
 */
let functions: NativeFunctions | undefined = openQuietly();

/**
 * Gives access to the native library.
 *
 * It stays open to the end of the process: a call through a closed library is a crash.
 *
 * @throws {UnavailableError} If the library is not built, is older than its sources, or may not be
 * opened.
 */
export function native(): NativeFunctions {
  return functions ??= open();
}

function openQuietly(): NativeFunctions | undefined {
  try {
    const { state } = Deno.permissions.querySync({ name: "ffi", path: libraryPath() });
    return state === "granted" ? open() : undefined;
  } catch {
    return undefined;
  }
}

function open(): NativeFunctions {
  const { symbols } = load();
  const abi = symbols.ktstr_abi();
  if (abi !== ABI) {
    throw new UnavailableError(
      `The native library ${LIBRARY} does not fit this version of ktstr: its ABI is ${abi}, ` +
        `it must be ${ABI}. Run "deno task build"`,
    );
  }
  return symbols;
}

function load(): Deno.DynamicLibrary<typeof SYMBOLS> {
  try {
    return Deno.dlopen(libraryPath(), SYMBOLS);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new UnavailableError(
        `The native library ${LIBRARY} may not be opened. Run Deno with --allow-ffi=${LIBRARY} ` +
          "from the root of the project",
        { cause: error },
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnavailableError(
      `Cannot open the native library ${LIBRARY}: it is not built, or older than its sources. ` +
        `Run "deno task build". The reason given was: ${reason}`,
      { cause: error },
    );
  }
}

function libraryPath(): string {
  // A path, not a URL's pathname: that one has escapes where the path has spaces.
  const here = import.meta.dirname;
  if (here === undefined) {
    throw new UnavailableError(
      "The native library can only be opened from a local copy of ktstr: this one was loaded " +
        `from ${import.meta.url}`,
    );
  }
  return `${here}/../../${LIBRARY}`;
}
