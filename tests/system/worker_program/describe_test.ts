import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { join } from "@std/path";
import { buildProgram, PROGRAM, runProgram, TEST_TYPES } from "./program.ts";

const SIZES: Readonly<Record<string, number>> = { u32: 4, u64: 8, migration: 16 };

interface Struct {
  readonly size: number;
  readonly fields: Readonly<Record<string, { offset: number; type: string; count: number }>>;
}

// deno-lint-ignore no-explicit-any
async function describe(program: string = PROGRAM): Promise<any> {
  const { code, stdout, stderr } = await runProgram(["--describe"], program);
  assertEquals([code, stderr], [0, ""]);
  return JSON.parse(stdout);
}

Deno.test("ktstr-worker --describe lists the fields of the contract", async () => {
  const { abi, header, slot, migration, states, units_per_checkpoint } = await describe();
  assertEquals([abi, units_per_checkpoint], [1, 1024]);
  assertEquals(
    Object.keys(header.fields),
    ["magic", "abi", "slot_size", "slot_count", "stop", "released_ns"],
  );
  assertEquals(
    Object.keys(slot.fields).join(" "),
    "state pid tid index group_idx started_ns ended_ns iterations work_units checkpoints " +
      "last_checkpoint_ns migration_count max_gap_ns max_gap_at_ns max_gap_cpu last_cpu " +
      "cpus_used migrations",
  );
  assertEquals(slot.fields.cpus_used.count, 128);
  assertEquals(slot.fields.migrations.count, 1024);
  assertEquals(Object.keys(migration.fields), ["at_ns", "from_cpu", "to_cpu"]);
  assertEquals(states, ["EMPTY", "FORKED", "WAITING", "RUNNING", "STOPPED", "REPORTED"]);
});

Deno.test("ktstr-worker --describe has no field that overlaps another or is misaligned", async () => {
  const { header, slot, migration } = await describe();
  for (const struct of [header, slot, migration] as Struct[]) {
    let end = 0;
    for (const [name, field] of Object.entries(struct.fields)) {
      const size = SIZES[field.type] ?? NaN;
      assertGreaterOrEqual(field.offset, end, name);
      assertEquals(field.offset % Math.min(size, 8), 0, name);
      end = field.offset + size * field.count;
    }
    assertGreaterOrEqual(struct.size, end);
  }
  assertEquals([header.size % 4096, slot.size % 4096], [0, 0]);
});

Deno.test("ktstr-worker --describe puts the hot counters on a cache line of their own", async () => {
  const { slot } = await describe();
  const lines = Object.entries((slot as Struct).fields)
    .filter(([name]) => name !== "migrations" && name !== "cpus_used")
    .map(([name, field]) => [name, Math.floor(field.offset / 64)] as const);
  const hot = ["iterations", "work_units"];
  const hotLines = new Set(lines.filter(([name]) => hot.includes(name)).map(([, line]) => line));
  assertEquals(hotLines.size, 1);
  for (const [name, line] of lines) {
    assertEquals(hotLines.has(line), hot.includes(name), name);
  }
});

Deno.test("ktstr-worker --describe tells the parameters of each work type", async () => {
  const { work_types: types } = await describe();
  // deno-lint-ignore no-explicit-any
  const byName = new Map<string, any>(types.map((type: any) => [type.name, type]));
  assertEquals([...byName.keys()], ["Mixed", "SpinWait", "YieldHeavy"]);
  for (const type of types) {
    assertEquals(
      Object.keys(type),
      ["name", "summary", "help", "group_size", "params", "samples"],
    );
    assertEquals([type.group_size, type.samples], [1, []]);
    assert(type.summary.length > 10 && type.help.length > 40, type.name);
  }
  assertEquals(byName.get("YieldHeavy").params, []);
  for (const name of ["SpinWait", "Mixed"]) {
    const [{ help, ...param }] = byName.get(name).params;
    assertEquals(param, {
      name: "spin_iters",
      kind: "count",
      default: 1024,
      min: 1,
      max: 1_000_000_000,
    });
    assert(help.length > 10);
  }
});

Deno.test("a work type is added by adding a file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = await buildProgram(join(folder, "program"), { with: TEST_TYPES });
    const { work_types: types } = await describe(program);
    const names = types.map(({ name }: { name: string }) => name);
    assertEquals(names, [...names].sort());
    assert(["SpinWait", "TestComplete", "TestDeaf"].every((name) => names.includes(name)));
    const complete = types.find(({ name }: { name: string }) => name === "TestComplete");
    assertEquals(complete.summary, 'Has "every" part\tof a work type.');
    assertEquals(complete.group_size, 2);
    assertEquals(complete.samples, ["resume_latencies_ns"]);
    assertEquals(
      complete.params.map((param: { name: string; kind: string }) => [param.name, param.kind]),
      [["pause", "duration"], ["bytes", "size"]],
    );

    const args = "--work TestComplete --param pause=1.5us --param bytes=32KiB --iterations 2";
    const run = await runProgram(args.split(" "), program);
    assertEquals([run.code, run.stderr], [0, "finished\nfinished\n"]);
    const reports = run.stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(reports.map((report) => report.work_units), [68536, 68536]);

    const odd = await runProgram("--work TestComplete --workers 3".split(" "), program);
    assertEquals(
      [odd.code, odd.stderr],
      [
        64,
        "ktstr-worker: TestComplete works in groups of 2: --workers is 3, it must be a multiple\n",
      ],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
