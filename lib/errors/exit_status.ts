/**
 * What each exit status of the `ktstr` command means.
 *
 * The numbers from 64 on are those of `sysexits.h`; 130 is what a shell reports for a program
 * that was stopped by Ctrl-C.
 */
export const EXIT_STATUS = {
  /** Every scenario passed or was skipped. */
  PASS: 0,
  /** A check failed. */
  FAIL: 1,
  /** Nothing failed, but something could not be judged. */
  INCONCLUSIVE: 2,
  /** The command line was wrong (`EX_USAGE`). */
  USAGE: 64,
  /** A scenario file was wrong (`EX_DATAERR`). */
  BAD_SCENARIO: 65,
  /** Something that is needed is not available on this machine (`EX_UNAVAILABLE`). */
  UNAVAILABLE: 69,
  /** A fault of ktstr itself (`EX_SOFTWARE`). */
  INTERNAL: 70,
  /** Interrupted, after a full clean-up. */
  INTERRUPTED: 130,
} as const;

/** One of the values of {@linkcode EXIT_STATUS}. */
export type ExitStatus = typeof EXIT_STATUS[keyof typeof EXIT_STATUS];
