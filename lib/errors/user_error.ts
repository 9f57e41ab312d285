import { EXIT_STATUS, type ExitStatus } from "./exit_status.ts";

/**
 * An error that is meant for the person at the terminal.
 *
 * Its message says what happened, where, and what to do about it; the command line prints it
 * without a stack trace and ends with {@linkcode UserError.exitStatus}.
 */
export abstract class UserError extends Error {
  /** The exit status that the command ends with when this error reaches it. */
  abstract readonly exitStatus: ExitStatus;

  /** Creates the error; the name is that of the subclass. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line is wrong: an unknown option, a number without a unit, an unknown scenario. */
export class UsageError extends UserError {
  /** See {@linkcode EXIT_STATUS}. */
  override readonly exitStatus: ExitStatus = EXIT_STATUS.USAGE;
}

/** Something that is needed is not there: a compiler, a writable cgroup, QEMU, a permission. */
export class UnavailableError extends UserError {
  /** See {@linkcode EXIT_STATUS}. */
  override readonly exitStatus: ExitStatus = EXIT_STATUS.UNAVAILABLE;
}

/** A virtual machine broke down: its kernel gave up, it hangs, or QEMU crashed. */
export class GuestError extends UserError {
  /** See {@linkcode EXIT_STATUS}. */
  override readonly exitStatus: ExitStatus = EXIT_STATUS.INTERNAL;
}

/** A scenario file is wrong; the message holds the place, the line and a caret. */
export class ScenarioFileError extends UserError {
  /** See {@linkcode EXIT_STATUS}. */
  override readonly exitStatus: ExitStatus = EXIT_STATUS.BAD_SCENARIO;
}
