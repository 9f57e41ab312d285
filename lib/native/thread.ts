/**
 * Names a thread for an error message.
 *
 * @param tid Thread id; 0 is the calling thread.
 */
export function describeThread(tid: number): string {
  return tid === 0 ? "the calling thread" : `thread ${tid}`;
}
