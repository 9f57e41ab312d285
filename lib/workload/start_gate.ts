import { closeFd, createPipe, monotonicNs, writeFd } from "../native/mod.ts";

/**
 * The one pipe that all workers of a step block on until they are released together.
 *
 * The runner moves every worker to its cgroup first; then a single write wakes them all. A gate
 * that is closed without a release means "never start", and the workers exit quietly.
 */
export class StartGate implements Disposable {
  readonly #pipe = createPipe({ readCloseOnExec: true, writeCloseOnExec: true });
  readonly #waiting: { readonly onRelease: (ns: number) => void; readonly workers: number }[] = [];
  #releasedNs: number | null = null;
  #open = true;

  /** The end that workers read; close-on-exec until the caller changes it. */
  get readFd(): number {
    return this.#pipe.readFd;
  }

  /** `CLOCK_MONOTONIC` at the release, in ns; `null` before. */
  get releasedNs(): number | null {
    return this.#releasedNs;
  }

  /**
   * Counts workers that wait at the gate.
   *
   * @param workers How many of them.
   * @param onRelease Called right before the release with its time, `CLOCK_MONOTONIC` in ns.
   */
  enrol(workers: number, onRelease: (ns: number) => void): void {
    this.#waiting.push({ workers, onRelease });
  }

  /** Releases every enrolled worker with one write; a second call does nothing. */
  release(): void {
    if (this.#releasedNs !== null || !this.#open) return;
    const workers = this.#waiting.reduce((sum, group) => sum + group.workers, 0);
    const ticket = new Uint8Array(workers);
    const now = monotonicNs();
    for (const { onRelease } of this.#waiting) onRelease(now);
    this.#releasedNs = now;
    // A pipe holds 64 KiB, one byte a worker: far more workers than a machine can start.
    writeFd(this.#pipe.writeFd, ticket);
    this[Symbol.dispose]();
  }

  /** Closes both ends; workers that were not released exit. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    closeFd(this.#pipe.writeFd);
    closeFd(this.#pipe.readFd);
  }
}
