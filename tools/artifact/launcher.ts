import type { StartTask, TaskFlag } from "./project_config.ts";

/** What the launcher must know about the bundle. */
export interface LauncherOptions {
  /** How ktstr is started, the general way last. */
  readonly tasks: readonly StartTask[];
  /** Architecture of the programs in the bundle, as `uname -m` says it. */
  readonly arch: string;
  /** The dynamic loader that the bundled Deno asks for; `null` if it needs none. */
  readonly interpreter: string | null;
  /** Name of the npm registry that the bundled packages are from. */
  readonly registry: string;
}

/** Nothing is fetched, and the bundle's own files say what is resolved to what. */
const FLAGS = ["--cached-only", "--no-remote", "--frozen", '"--config=$root/deno.json"'];

/**
 * Writes the shell script that starts ktstr in an unpacked bundle.
 *
 * @param options What the bundle is made of.
 * @returns Text of the script, for any POSIX shell.
 */
export function launcher(options: LauncherOptions): string {
  return `#!/bin/sh
# Starts ktstr with the Deno that lies beside it. Made by "deno task bundle".

fail() {
  printf 'error: %s\\n' "$1" >&2
  exit 69
}

# The bundle is where this file is, behind all links.
self=$0
while [ -L "$self" ]; do
  target=$(readlink -- "$self") || fail "Cannot read the link $self"
  case $target in
    /*) self=$target ;;
    *) self=$(dirname -- "$self")/$target ;;
  esac
done
root=$(CDPATH= cd -P -- "$(dirname -- "$self")" && pwd -P) || fail "Cannot find the bundle of $0"

case $root in
  *,*) fail "Cannot run in $root: Deno takes a comma in a path for the end of it. Move the bundle" ;;
esac
${checks(options)}
# Deno looks for packages under the name of the registry; nothing is asked of it.
export NPM_CONFIG_REGISTRY=https://${options.registry}
export DENO_DIR="$root/deno"
export DENO_NO_UPDATE_CHECK=1

# The permissions are those of the tasks in deno.json.
${choice(options.tasks)}
exec "$root/bin/deno" run ${FLAGS.join(" ")} "$@"
`;
}

function checks({ arch, interpreter }: LauncherOptions): string {
  const lines = [
    `[ "$(uname -m)" = ${arch} ] || fail "This bundle is for ${arch}, the machine is $(uname -m)"`,
  ];
  if (interpreter !== null) {
    lines.push(
      `[ -e ${interpreter} ] ||`,
      `  fail "Cannot start Deno: there is no ${interpreter}. The bundle needs the GNU C library"`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Puts the flags of the task that fits in front of the user's words. */
function choice(tasks: readonly StartTask[]): string {
  const general = flagLines(tasks.at(-1)?.flags ?? []);
  const branches = tasks
    .filter(({ words, flags }) => words.length === 1 && flagLines(flags) !== general)
    .map(({ words, flags }) => branch(words.join(" "), flagLines(flags)));
  return ['case "${1-}" in', ...branches, branch("*", general), "esac"].join("\n");
}

function branch(pattern: string, flags: string): string {
  return `  ${pattern})\n    set -- \\\n${flags}      "$root/main.ts" "$@"\n    ;;`;
}

function flagLines(flags: readonly TaskFlag[]): string {
  return flags.map((flag) => `      "${rooted(flag)}" \\\n`).join("");
}

/** The tasks run in the root of the project, the launcher anywhere. */
function rooted({ name, values }: TaskFlag): string {
  if (values.length === 0) return name;
  return `${name}=${values.map((value) => value.replace(/^build\//, "$root/build/")).join(",")}`;
}
