import { native } from "./library.ts";
import { check } from "./syscall_error.ts";

/** Where a thread is running. */
export interface CpuAndNode {
  /** CPU number. */
  readonly cpu: number;
  /** NUMA node of that CPU. */
  readonly node: number;
}

/** Tells where the calling thread is running at this moment; it can be elsewhere right after. */
export function getCpu(): CpuAndNode {
  const result = new Uint32Array(2);
  check(native().ktstr_getcpu(result), "getcpu", () => "asking for the current CPU");
  const [cpu = 0, node = 0] = result;
  return { cpu, node };
}
