import { formatCpuList } from "../../../lib/topology/mod.ts";

/** One data or instruction cache of a synthetic CPU. */
export interface FakeCache {
  readonly level: number;
  readonly type: "Data" | "Instruction" | "Unified";
  readonly sharers: readonly number[];
  /** What the `id` file says; real machines sometimes say nonsense here. */
  readonly id?: number;
}

/** One online CPU of a synthetic machine. */
export interface FakeCpu {
  readonly id: number;
  readonly siblings?: readonly number[];
  readonly packageCpus?: readonly number[];
  readonly caches?: readonly FakeCache[];
}

/** One NUMA node of a synthetic machine. */
export interface FakeNode {
  readonly id: number;
  readonly cpus: readonly number[];
  readonly memoryKib: number;
  readonly distances?: readonly number[];
}

/** What {@linkcode writeSysfsTree} writes. */
export interface FakeMachine {
  readonly cpus: readonly FakeCpu[];
  readonly offline?: readonly number[];
  /** No node directory at all when left out. */
  readonly nodes?: readonly FakeNode[];
  /** Uses the file names from before Linux 5.3. */
  readonly oldNames?: boolean;
  readonly cpuinfo?: string;
  readonly meminfo?: string;
}

/** A synthetic machine on disk; removed when disposed. */
export interface SysfsTree extends Disposable {
  readonly sysRoot: string;
  readonly procRoot: string;
}

/** Writes the part of sysfs and procfs that the topology reader looks at. */
export function writeSysfsTree(machine: FakeMachine): SysfsTree {
  const root = Deno.makeTempDirSync({ prefix: "ktstr-sysfs-" });
  const write = (path: string, text: string) => {
    const full = `${root}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(full, `${text}\n`);
  };
  const cpuDir = "sys/devices/system/cpu";
  const offline = machine.offline ?? [];
  const online = machine.cpus.map((cpu) => cpu.id);
  write(`${cpuDir}/online`, formatCpuList(online));
  write(`${cpuDir}/present`, formatCpuList([...online, ...offline]));
  write(`${cpuDir}/offline`, formatCpuList(offline));
  for (const cpu of offline) write(`${cpuDir}/cpu${cpu}/online`, "0");
  for (const cpu of machine.cpus) {
    const dir = `${cpuDir}/cpu${cpu.id}`;
    write(`${dir}/online`, "1");
    const names = machine.oldNames
      ? { core: "thread_siblings_list", package: "core_siblings_list" }
      : { core: "core_cpus_list", package: "package_cpus_list" };
    if (cpu.siblings) write(`${dir}/topology/${names.core}`, formatCpuList(cpu.siblings));
    if (cpu.packageCpus) write(`${dir}/topology/${names.package}`, formatCpuList(cpu.packageCpus));
    for (const [index, cache] of (cpu.caches ?? []).entries()) {
      const cacheDir = `${dir}/cache/index${index}`;
      write(`${cacheDir}/level`, `${cache.level}`);
      write(`${cacheDir}/type`, cache.type);
      write(`${cacheDir}/shared_cpu_list`, formatCpuList(cache.sharers));
      write(`${cacheDir}/id`, `${cache.id ?? 0}`);
    }
  }
  for (const node of machine.nodes ?? []) {
    const dir = `sys/devices/system/node/node${node.id}`;
    write(`${dir}/cpulist`, formatCpuList(node.cpus));
    write(
      `${dir}/meminfo`,
      `Node ${node.id} MemTotal:       ${node.memoryKib} kB\nNode ${node.id} MemFree:  1 kB`,
    );
    if (node.distances) write(`${dir}/distance`, node.distances.join(" "));
  }
  write(
    "proc/cpuinfo",
    machine.cpuinfo ?? "processor\t: 0\nmodel\t\t: 2\nmodel name\t: Test  CPU\n",
  );
  write("proc/meminfo", machine.meminfo ?? "MemTotal:        2048 kB\nMemFree: 1 kB");
  return {
    sysRoot: `${root}/sys`,
    procRoot: `${root}/proc`,
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

/**
 * Two NUMA nodes with CPUs and one with memory only, two LLCs a node, two cores an LLC, two
 * threads a core. Siblings are `n` and `n + 8`, as on most Intel machines; CPU 13 is offline.
 */
export function bigMachine(options: { oldNames?: boolean } = {}): FakeMachine {
  const offline = [13];
  const online = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15];
  const onlineOf = (cpus: number[]) => cpus.filter((cpu) => online.includes(cpu));
  return {
    ...options,
    offline,
    cpus: online.map((id) => {
      const core = id % 8;
      const llc = Math.floor(core / 2);
      const siblings = onlineOf([core, core + 8]);
      const inLlc = onlineOf([llc * 2, llc * 2 + 1, llc * 2 + 8, llc * 2 + 9]);
      return {
        id,
        siblings,
        packageCpus: online,
        caches: [
          { level: 1, type: "Data", sharers: siblings },
          { level: 1, type: "Instruction", sharers: siblings },
          { level: 2, type: "Unified", sharers: siblings },
          // Every id is the same, as some virtual machines have it.
          { level: 3, type: "Unified", sharers: inLlc, id: 0 },
        ],
      };
    }),
    nodes: [
      {
        id: 0,
        cpus: onlineOf([0, 1, 2, 3, 8, 9, 10, 11]),
        memoryKib: 4096,
        distances: [10, 21, 17],
      },
      { id: 1, cpus: onlineOf([4, 5, 6, 7, 12, 14, 15]), memoryKib: 8192, distances: [21, 10, 28] },
      { id: 4, cpus: [], memoryKib: 1024, distances: [17, 28, 10] },
    ],
  };
}
