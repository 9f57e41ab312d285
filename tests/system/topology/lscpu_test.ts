import { assertEquals, assertGreater } from "@std/assert";
import { formatCpuList, readTopology } from "../../../lib/topology/mod.ts";

/** CPUs grouped by one column of `lscpu`, each group as a list, sorted. */
function groupsBy(rows: readonly string[][], column: (row: string[]) => string): string[] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const key = column(row);
    groups.set(key, [...groups.get(key) ?? [], Number(row[0])]);
  }
  return [...groups.values()].map((cpus) => formatCpuList(cpus)).sort();
}

async function lscpuRows(): Promise<string[][] | null> {
  try {
    const { success, stdout } = await new Deno.Command("lscpu", {
      args: ["-p=cpu,core,node,cache"],
      env: { LC_ALL: "C" },
    }).output();
    if (!success) return null;
    return new TextDecoder().decode(stdout).split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.split(","));
  } catch {
    return null;
  }
}

const rows = await lscpuRows();

Deno.test({
  name: `readTopology() agrees with lscpu about this machine${
    rows === null ? " (SKIP: no lscpu here)" : ""
  }`,
  ignore: rows === null,
  fn() {
    const lscpu = rows ?? [];
    const { cpus, cores, llcs, nodes } = readTopology();
    assertEquals(cpus.map((cpu) => cpu.id), lscpu.map((row) => Number(row[0])));
    assertEquals(cores.map(formatCpuList).sort(), groupsBy(lscpu, (row) => row[1] ?? ""));
    const lists = (groups: readonly { cpus: readonly number[] }[]) =>
      groups.filter((group) => group.cpus.length > 0)
        .map((group) => formatCpuList(group.cpus)).sort();
    assertEquals(lists(nodes), groupsBy(lscpu, (row) => row[2] ?? ""));
    // The columns from the fourth on are the caches, the last level last; empty without caches.
    if (lscpu.every((row) => (row.at(-1) ?? "") !== "")) {
      const llcAndNode = (row: string[]) => `${row.at(-1)} ${row[2]}`;
      assertEquals(lists(llcs), groupsBy(lscpu, llcAndNode));
    }
  },
});

Deno.test("readTopology() gives every online CPU one core, one LLC and one node", () => {
  const { cpus, cores, llcs, nodes, threadsPerCore } = readTopology();
  const online = Deno.readTextFileSync("/sys/devices/system/cpu/online").trim();
  assertEquals(formatCpuList(cpus.map((cpu) => cpu.id)), online);
  const ids = cpus.map((cpu) => cpu.id);
  for (const groups of [cores, llcs.map((llc) => llc.cpus), nodes.map((node) => node.cpus)]) {
    assertEquals(groups.flat().sort((a, b) => a - b), ids);
  }
  for (const cpu of cpus) {
    assertEquals(cores[cpu.core]?.includes(cpu.id), true);
    assertEquals(llcs[cpu.llc]?.cpus.includes(cpu.id), true);
    assertEquals(llcs[cpu.llc]?.node, cpu.node);
  }
  assertGreater(threadsPerCore, 0);
  assertGreater(nodes.reduce((sum, node) => sum + node.memoryBytes, 0), 0);
});

Deno.test("readTopology() reads the model name that /proc/cpuinfo shows", () => {
  const cpuinfo = Deno.readTextFileSync("/proc/cpuinfo");
  const { cpuModel } = readTopology();
  const shown = cpuModel === null || cpuinfo.replaceAll(/ +/g, " ").includes(cpuModel);
  assertEquals(shown, true);
});
