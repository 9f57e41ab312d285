import { UnavailableError } from "../errors/mod.ts";
import { isSyscallError } from "../native/mod.ts";

/** The command line that gives an ordinary user a writable cgroup. */
export const DELEGATED_SCOPE_COMMAND =
  "systemd-run --user --scope -p Delegate=yes deno task scenario <name>";

const NO_ACCESS =
  `run as root, or in a delegated systemd scope (${DELEGATED_SCOPE_COMMAND}), or add --vm`;
const TOO_MANY =
  'raise cgroup.max.descendants and cgroup.max.depth of its ancestors, or remove what killed runs left with "ktstr cleanup"';
const VANISHED = "somebody else removed that cgroup; let nothing else manage it during a run";

/** What to do about each error that the cgroup file systems give. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["EACCES", NO_ACCESS],
  ["EPERM", NO_ACCESS],
  [
    "EROFS",
    "the cgroup file system is mounted read-only; in a container have it mounted writable, or add --vm",
  ],
  ["EAGAIN", TOO_MANY],
  ["ENOSPC", TOO_MANY],
  ["ENOENT", VANISHED],
  ["ENODEV", VANISHED],
  ["EBUSY", "a v2 cgroup cannot have processes of its own and give controllers to its children"],
  ["EOPNOTSUPP", 'that cgroup is in a threaded subtree; use one whose cgroup.type is "domain"'],
]);

/**
 * Turns the refusal of a system call below the cgroup mount into an error that says what to do.
 *
 * @param action What was attempted, to follow "Cannot", such as `create cgroup /sys/fs/cgroup/x`.
 * @param error What was thrown; what no advice is known for is returned as it is.
 */
export function explainFailure(action: string, error: unknown): unknown {
  if (!isSyscallError(error)) return error;
  const advice = ADVICE.get(error.errnoName);
  if (advice === undefined) return error;
  return new UnavailableError(`Cannot ${action} (${error.errnoName}): ${advice}`, { cause: error });
}
