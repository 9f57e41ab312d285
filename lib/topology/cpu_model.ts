import { readKernelFileOrNull } from "../native/mod.ts";

/**
 * Keys of `/proc/cpuinfo` that hold the model: x86 and LoongArch (`model name`, written in
 * different cases), MIPS (`cpu model`) and POWER (`cpu`). Arm and RISC-V print none.
 */
const MODEL_LINE = /^(?:model name|cpu model|cpu)\s*:[ \t]*(\S.*)$/im;

/**
 * Reads the model name of the first CPU.
 *
 * @param procRoot Where procfs is mounted.
 * @returns The name with single spaces, or `null` where the kernel does not tell.
 */
export function readCpuModel(procRoot: string): string | null {
  const match = MODEL_LINE.exec(readKernelFileOrNull(`${procRoot}/cpuinfo`) ?? "");
  return match?.[1]?.trim().replaceAll(/\s+/g, " ") ?? null;
}
