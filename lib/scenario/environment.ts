import { formatCpuList, type Topology } from "../topology/mod.ts";
import { listKernelDirectory, readKernelFileOrNull } from "../native/mod.ts";
import { readGitCommit } from "./git_commit.ts";
import { readAccelerator } from "./interference_meter.ts";
import type { Environment, SchedulerState } from "./scenario_result.ts";

const SCHED_EXT = "/sys/kernel/sched_ext";
const VULNERABILITIES = "/sys/devices/system/cpu/vulnerabilities";

/** The part of {@linkcode Environment} that is read before the load. */
export type EnvironmentBefore = Omit<Environment, "scheduler" | "steal_pct"> & {
  scheduler: { before: SchedulerState };
};

/**
 * Reads what kind of machine, kernel and scheduler the scenario meets.
 *
 * @param topology The CPUs of the machine.
 * @param cgroupMode How cgroups are mounted.
 */
export function readEnvironment(topology: Topology, cgroupMode: string): EnvironmentBefore {
  return {
    hostname: line("/proc/sys/kernel/hostname"),
    kernel: line("/proc/sys/kernel/osrelease"),
    kernel_version: line("/proc/sys/kernel/version"),
    kernel_cmdline: line("/proc/cmdline"),
    cpu_model: topology.cpuModel,
    topology: {
      cpus: topology.cpus.length,
      online: formatCpuList(topology.cpus.map((cpu) => cpu.id)),
      cores: topology.cores.length,
      llcs: topology.llcs.length,
      numa_nodes: topology.nodes.length,
      threads_per_core: topology.threadsPerCore,
    },
    cgroup_mode: cgroupMode,
    scheduler: { before: readSchedulerState() },
    governor: line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
    smt: line("/sys/devices/system/cpu/smt/control"),
    mitigations: readMitigations(),
    pressure: readPressure(),
    virtualisation: readVirtualisation(),
    accelerator: readAccelerator(),
    git_commit: readGitCommit(Deno.cwd()),
  };
}

/** Reads which scheduler class serves ordinary tasks at this moment. */
export function readSchedulerState(): SchedulerState {
  const enabled = line(`${SCHED_EXT}/state`) === "enabled";
  const sequence = line(`${SCHED_EXT}/enable_seq`);
  return {
    class: enabled ? "ext" : "fair",
    ops: enabled ? line(`${SCHED_EXT}/root/ops`) : null,
    enable_seq: sequence === null ? null : Number(sequence),
  };
}

function readMitigations(): Record<string, string> {
  const names = listKernelDirectory(VULNERABILITIES) ?? [];
  return Object.fromEntries(
    names.sort().map((name) => [name, line(`${VULNERABILITIES}/${name}`) ?? "unknown"]),
  );
}

function readPressure(): Record<string, string> {
  const pressure: Record<string, string> = {};
  for (const resource of ["cpu", "memory", "io"]) {
    const text = line(`/proc/pressure/${resource}`);
    if (text !== null) pressure[resource] = text;
  }
  return pressure;
}

function readVirtualisation(): string | null {
  const cpuinfo = readKernelFileOrNull("/proc/cpuinfo") ?? "";
  if (!/^flags\s*:.*\bhypervisor\b/m.test(cpuinfo)) return null;
  // Without firmware tables, as when QEMU boots a kernel directly, nobody names the vendor.
  const unnamed = readAccelerator() === null ? "unknown hypervisor" : "QEMU";
  return line("/sys/class/dmi/id/sys_vendor") ?? unnamed;
}

function line(path: string): string | null {
  return readKernelFileOrNull(path)?.trim() ?? null;
}
