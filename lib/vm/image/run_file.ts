/** Path in the guest at which init looks for what it has to run. */
export const RUN_FILE_PATH = "/ktstr/run";

/** Path in the guest of the pipe that takes event lines for the host. */
export const EVENT_PIPE_PATH = "/run/ktstr/events";

/** What a guest has to run. */
export interface GuestRun {
  /** The command and its arguments; the command is looked up in `env.PATH`. */
  readonly argv: readonly string[];
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Working directory in the guest. */
  readonly cwd: string;
  /**
   * User id that the command runs as.
   *
   * @default {0}
   */
  readonly uid?: number;
  /**
   * Group id that the command runs as.
   *
   * @default {0}
   */
  readonly gid?: number;
  /**
   * Host name of the guest.
   *
   * @default {"ktstr"}
   */
  readonly hostname?: string;
  /**
   * Name of a cgroup below the root that the command runs in and owns, with every controller, as
   * in a delegated systemd scope. Without it the command runs in the root cgroup.
   */
  readonly cgroup?: string;
  /**
   * Whether the command reads what the host sends as standard input; else it reads `/dev/null`.
   *
   * @default {false}
   */
  readonly stdin?: boolean;
  /**
   * A terminal of the guest that the command talks to, instead of pipes: `/dev/hvc0`, or
   * `/dev/ptmx` for a new one whose bytes go over the result channel as output and input do.
   */
  readonly terminal?: {
    readonly path: string;
    readonly rows: number;
    readonly columns: number;
  };
  /** Directories of the guest whose files are brought back after the command has ended. */
  readonly collect?: readonly string[];
}

/**
 * Writes the description that the guest's init reads; `native/guest/run_file.h` has its format.
 *
 * @param run What to run.
 * @returns The text of {@linkcode RUN_FILE_PATH}.
 * @throws {TypeError} There is no command, or a text has a zero byte.
 */
export function formatRunFile(run: GuestRun): string {
  if (run.argv.length === 0) throw new TypeError("Cannot describe a run without a command");
  const lines = ["ktstr-run 1"];
  const add = (key: string, value: string | number) => {
    lines.push(`${key} ${escape(String(value))}`);
  };
  for (const arg of run.argv) add("arg", arg);
  for (const [name, value] of Object.entries(run.env)) add("env", `${name}=${value}`);
  add("cwd", run.cwd);
  if (run.uid !== undefined) add("uid", run.uid);
  if (run.gid !== undefined) add("gid", run.gid);
  if (run.hostname !== undefined) add("hostname", run.hostname);
  if (run.cgroup !== undefined) add("cgroup", run.cgroup);
  if (run.stdin) add("stdin", "pipe");
  if (run.terminal) {
    add("tty", run.terminal.path);
    add("tty_size", `${run.terminal.rows} ${run.terminal.columns}`);
  }
  for (const dir of run.collect ?? []) add("collect", dir);
  return lines.join("\n") + "\n";
}

function escape(text: string): string {
  if (text.includes("\0")) {
    throw new TypeError(`Cannot pass a zero byte to a guest: ${JSON.stringify(text)}`);
  }
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
