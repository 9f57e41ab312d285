/** Pause after the first failed attempt, in ms; most things are ready after one. */
const FIRST_PAUSE_MS = 1;

/** Longest pause between two attempts, in ms. */
const LONGEST_PAUSE_MS = 20;

/**
 * Calls a function until it returns `true` or the time is over.
 *
 * @param attempt Called at least once.
 * @param timeoutMs How long to go on, in ms.
 * @returns Whether it returned `true`.
 */
export async function poll(attempt: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS;; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    if (attempt()) return true;
    if (performance.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
