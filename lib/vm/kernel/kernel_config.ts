/** The option that makes a kernel take schedulers written in BPF. */
export const SCHED_EXT_OPTION = "CONFIG_SCHED_CLASS_EXT";

/**
 * Reads a kernel configuration, or a fragment of one.
 *
 * @param text Lines like `CONFIG_SMP=y` and `# CONFIG_DEBUG is not set`.
 * @returns The value of each option as it stands there; `n` for one that is not set.
 */
export function parseKernelConfig(text: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const line of text.split("\n")) {
    const set = /^(CONFIG_\w+)=(.*)$/.exec(line.trim());
    const unset = /^# (CONFIG_\w+) is not set$/.exec(line.trim());
    if (set?.[1] !== undefined) options.set(set[1], set[2] ?? "");
    else if (unset?.[1] !== undefined) options.set(unset[1], "n");
  }
  return options;
}

/**
 * Compares what was asked for with what a configuration became.
 *
 * @param wanted The fragment.
 * @param actual The whole configuration.
 * @returns `OPTION=value` of each line of the fragment that did not come true.
 */
export function missingOptions(
  wanted: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
): string[] {
  return [...wanted]
    .filter(([option, value]) => (actual.get(option) ?? "n") !== value)
    .map(([option, value]) => `${option}=${value}`);
}

/**
 * Tells from a kernel's configuration whether it takes sched_ext schedulers.
 *
 * @param path Path of the configuration; `null` where there is none.
 * @returns `null` where it cannot be told.
 */
export async function readSchedExt(path: string | null): Promise<boolean | null> {
  if (path === null) return null;
  const options = parseKernelConfig(await Deno.readTextFile(path));
  return options.get(SCHED_EXT_OPTION) === "y";
}
