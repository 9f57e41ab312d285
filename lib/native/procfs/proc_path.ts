import { readKernelFileOrNull } from "../kernel_file.ts";

/** Whose file in `/proc` is meant. */
export interface ProcTarget {
  /** Process id; `"self"` is this process. */
  readonly pid: number | "self";
  /** Thread id, for the file of one thread; without it, that of the whole process. */
  readonly tid?: number;
}

/**
 * Gives the path of a process's or thread's file in `/proc`.
 *
 * @param target The process by its id, or the process and thread.
 * @param file Name of the file, for example `"stat"`.
 */
export function procPath(target: number | ProcTarget, file: string): string {
  if (typeof target === "number") return `/proc/${target}/${file}`;
  const { pid, tid } = target;
  return tid === undefined ? `/proc/${pid}/${file}` : `/proc/${pid}/task/${tid}/${file}`;
}

/**
 * Reads and parses a file of a process or thread.
 *
 * @returns `null` if the process has gone, or if this kernel does not have the file.
 */
export function readProc<T>(
  target: number | ProcTarget,
  file: string,
  parse: (text: string) => T,
): T | null {
  const text = readKernelFileOrNull(procPath(target, file));
  // A process that ends between open and read leaves some of the files empty.
  return text === null || text === "" ? null : parse(text);
}
