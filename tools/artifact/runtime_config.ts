import type { ProjectConfig } from "./project_config.ts";

/** The parts of `deno.lock` that tell which npm packages there are. */
interface Lock {
  readonly specifiers?: Readonly<Record<string, string>>;
  readonly npm?: Readonly<Record<string, LockedPackage>>;
  readonly workspace?: { readonly dependencies?: readonly string[] };
}

interface LockedPackage {
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

/** What is left of `deno.json` and `deno.lock` where the tests and tools are not. */
export interface RuntimeConfig {
  /** Text of `deno.json`. */
  readonly config: string;
  /** Text of `deno.lock`. */
  readonly lock: string;
}

/** Parts of `deno.json` that only someone who works on ktstr needs. */
const DEVELOPMENT_KEYS = new Set(["bench", "compile", "exclude", "fmt", "lint", "tasks", "test"]);

/**
 * Reduces `deno.json` and `deno.lock` to what a running ktstr needs.
 *
 * Deno wants every npm package of the configuration to be there before it runs anything, also those
 * that only tests import.
 *
 * @param configText The project's `deno.json`.
 * @param lockText Its `deno.lock`.
 * @param sources Texts of the modules that are taken along.
 * @returns Both files, without the npm packages that no module imports.
 */
export function runtimeConfig(
  configText: string,
  lockText: string,
  sources: readonly string[],
): RuntimeConfig {
  const config: ProjectConfig = JSON.parse(configText);
  const unused = Object.entries(config.imports)
    .filter(([name, target]) => target.startsWith("npm:") && !isImported(name, sources));
  const names = new Set(unused.map(([name]) => name));
  const reduced = Object.entries(config)
    .filter(([key]) => !DEVELOPMENT_KEYS.has(key))
    .map(([key, value]) => [key, key === "imports" ? without(value, names) : value]);
  return {
    config: format(Object.fromEntries(reduced)),
    lock: format(reduceLock(JSON.parse(lockText), new Set(unused.map(([, target]) => target)))),
  };
}

function isImported(name: string, sources: readonly string[]): boolean {
  return sources.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`));
}

function reduceLock(lock: Lock, unused: ReadonlySet<string>): Lock {
  const specifiers = without(lock.specifiers ?? {}, unused);
  const npm = lock.npm ?? {};
  const kept = new Set<string>();
  const open = Object.entries(specifiers)
    .filter(([specifier]) => specifier.startsWith("npm:"))
    .map(([specifier, version]) => `${packageName(specifier)}@${version}`);
  for (let wanted = open.pop(); wanted !== undefined; wanted = open.pop()) {
    const id = lockedId(wanted, npm);
    if (kept.has(id)) continue;
    kept.add(id);
    open.push(...npm[id]?.dependencies ?? [], ...npm[id]?.optionalDependencies ?? []);
  }
  return {
    ...lock,
    specifiers,
    npm: without(npm, new Set(Object.keys(npm).filter((id) => !kept.has(id)))),
    workspace: {
      ...lock.workspace,
      dependencies: (lock.workspace?.dependencies ?? []).filter((name) => !unused.has(name)),
    },
  };
}

/** `npm:@scope/name@^1.2` is about `@scope/name`. */
function packageName(specifier: string): string {
  const text = specifier.replace(/^npm:/, "");
  const at = text.indexOf("@", 1);
  return at < 0 ? text : text.slice(0, at);
}

/** The lock file leaves the version out where a package has only one. */
function lockedId(wanted: string, npm: Readonly<Record<string, LockedPackage>>): string {
  const id = Object.keys(npm).find((id) => id === wanted || id.startsWith(`${wanted}@`));
  if (id === undefined) throw new Error(`deno.lock names "${wanted}" and does not describe it`);
  return id;
}

function without<T>(
  record: Readonly<Record<string, T>>,
  keys: ReadonlySet<string>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
}

function format(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
