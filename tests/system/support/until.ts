/**
 * Waits until something holds.
 *
 * @param what Named in the error.
 * @param condition Returns what was waited for, or a falsy value to go on waiting.
 */
export async function until<T>(
  what: string,
  condition: () => T | null | undefined | false,
  timeoutMs = 10_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: did not happen within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
