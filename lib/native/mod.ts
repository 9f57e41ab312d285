/**
 * System calls and files of the kernel, as typed functions.
 *
 * This room alone opens the native library. Its functions throw {@linkcode SyscallError} when the
 * kernel refuses, and `UnavailableError` when the library is not there. All of them are synchronous
 * and act at once, on the thread that calls.
 *
 * @module
 */
export { getAffinity, setAffinity } from "./affinity.ts";
export { CLOCK, clockNs, monotonicNs } from "./clock.ts";
export { type CpuAndNode, getCpu } from "./cpu.ts";
export { closeFd, isCloseOnExec, readFd, setCloseOnExec, setNonblocking, writeFd } from "./fd.ts";
export {
  createKernelDirectory,
  listKernelDirectory,
  listKernelSubdirectories,
  readKernelFile,
  readKernelFileOrNull,
  removeKernelDirectory,
  writeKernelFile,
} from "./kernel_file.ts";
export {
  getMemoryPolicy,
  type MemoryPolicy,
  type MemoryPolicyMode,
  MPOL,
  MPOL_FLAG,
  MPOL_MF,
  setMemoryPolicy,
} from "./mempolicy.ts";
export { PidFd } from "./pidfd.ts";
export { createPipe, type CreatePipeOptions, getPipeSize, type Pipe, setPipeSize } from "./pipe.ts";
export { POLL, pollFds } from "./poll.ts";
export {
  getTid,
  setChildSubreaper,
  setNoNewPrivileges,
  setParentDeathSignal,
  setThreadName,
  setTimerSlackNs,
} from "./prctl.ts";
export { getNice, setNice } from "./priority.ts";
export { isAlive, processStartTicks } from "./procfs/alive.ts";
export { parseProcCgroup, type ProcCgroup, readProcCgroup } from "./procfs/cgroup.ts";
export type { ProcTarget } from "./procfs/proc_path.ts";
export { parseProcSched, type ProcSched, readProcSched } from "./procfs/sched.ts";
export { parseSchedstat, readSchedstat, type Schedstat } from "./procfs/schedstat.ts";
export { parseProcStat, type ProcStat, readProcStat } from "./procfs/stat.ts";
export { parseProcStatus, type ProcStatus, readProcStatus } from "./procfs/status.ts";
export {
  getSchedAttr,
  SCHED_FLAG,
  SCHED_POLICY,
  type SchedAttr,
  type SchedPolicy,
  setSchedAttr,
} from "./sched_attr.ts";
export { type BindOptions, SharedMemory, type SharedMemoryOptions } from "./shared_memory.ts";
export { kill, killGroup } from "./signal.ts";
export { type Signal, signalName, signalNumber } from "./signal_number.ts";
export { isSyscallError, SyscallError } from "./syscall_error.ts";
