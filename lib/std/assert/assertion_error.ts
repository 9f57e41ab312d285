/** What every failed assertion throws. */
export class AssertionError extends Error {
  /** The class, for those who compare names. */
  override name = "AssertionError";
}

/** Puts the caller's own words, where there are any, behind the standard ones. */
export function withDetail(text: string, msg: string | undefined): string {
  return msg ? `${text}: ${msg}` : `${text}.`;
}
