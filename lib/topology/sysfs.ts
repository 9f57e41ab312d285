import { listKernelDirectory, readKernelFileOrNull } from "../native/mod.ts";
import { parseCpuList } from "./parse_cpu_list.ts";

/** Reads a file that holds a CPU list; `null` when it is not there. */
export function readListOrNull(path: string): number[] | null {
  const text = readKernelFileOrNull(path);
  if (text === null) return null;
  try {
    return parseCpuList(text);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Lists the numbers of a directory's entries called `<prefix><number>`, ascending.
 *
 * @returns An empty list when there is no such directory.
 */
export function listNumbered(directory: string, prefix: string): number[] {
  return (listKernelDirectory(directory) ?? [])
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((rest) => /^\d+$/.test(rest))
    .map(Number)
    .sort((a, b) => a - b);
}
