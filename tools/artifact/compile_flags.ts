import type { StartTask, TaskFlag } from "./project_config.ts";

/**
 * Gives a compiled program the permissions of all ways to start it, as it has only one set of them.
 *
 * A permission for a file of the build becomes one without a limit: the file is unpacked to a
 * directory with a name that is not known before, and Deno takes no patterns.
 *
 * @param tasks How ktstr is started.
 * @returns Flags for `deno compile`.
 */
export function compilePermissions(tasks: readonly StartTask[]): string[] {
  const granted = new Map<string, Set<string> | "all">();
  for (const { name, values } of tasks.flatMap((task) => task.flags.filter(isPermission))) {
    const known = granted.get(name);
    if (known === "all") continue;
    const unlimited = values.length === 0 || values.some((value) => value.startsWith("build/"));
    granted.set(name, unlimited ? "all" : new Set([...known ?? [], ...values]));
  }
  return [...granted].map(([name, values]) =>
    values === "all" || values.size === 0 ? name : `${name}=${[...values].sort().join(",")}`
  );
}

/** `--quiet` and the like are not for `deno compile`. */
function isPermission({ name }: TaskFlag): boolean {
  return name === "--no-prompt" || name.startsWith("--allow-");
}
