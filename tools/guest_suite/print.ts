import { EXIT_STATUS, type ExitStatus } from "../../lib/errors/mod.ts";

const encoder = new TextEncoder();

/** Writes text to standard output; the answer is what a program that is done with it ends with. */
export function print(text: string): ExitStatus {
  printBytes(encoder.encode(text));
  return EXIT_STATUS.PASS;
}

/** Writes bytes to standard output. */
export function printBytes(bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}
