import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UnavailableError } from "../../../lib/errors/mod.ts";
import { parseMachineTopology } from "../../../lib/topology/machine_topology.ts";
import { MACHINE_PRESETS } from "../../../lib/topology/presets.ts";
import { checkEngineFits, largestApicId, needsX2apic } from "../../../lib/vm/engine/apic_id.ts";
import { checkHostMemory, guestMemory } from "../../../lib/vm/engine/guest_memory.ts";
import { buildQemuCommand, type QemuCommandSpec } from "../../../lib/vm/engine/qemu_command.ts";
import { describeEngine, type Engine, kvmCpuModel } from "../../../lib/vm/engine/select_engine.ts";
import { shellQuote } from "../../../lib/vm/engine/shell_quote.ts";

const MIB = 1024 * 1024;

function tcg(major: number): Engine {
  return {
    qemu: { path: "/usr/bin/qemu-system-x86_64", version: { major, minor: 2, patch: 0 } },
    accelerator: "tcg",
    tcgThreads: major >= 10 ? "multi" : "single",
    cpuModel: "max,vendor=GenuineIntel",
    why: "as asked",
  };
}

const KVM: Engine = {
  ...tcg(10),
  accelerator: "kvm",
  tcgThreads: null,
  cpuModel: kvmCpuModel("GenuineIntel"),
  why: "KVM works: a test machine booted",
};

function command(topology: string, more: Partial<QemuCommandSpec> = {}): string[] {
  return buildQemuCommand({
    engine: tcg(7),
    machine: parseMachineTopology(topology),
    kernel: "/k/vmlinux",
    serial: { kind: "file", path: "/run/console.log" },
    ...more,
  });
}

/** The values of an option that may be there several times. */
function valuesOf(words: readonly string[], option: string): string[] {
  return words.flatMap((word, at) => word === option ? [words[at + 1] ?? ""] : []);
}

Deno.test("buildQemuCommand() is this for a machine with two caches", () => {
  const words = command("smt-2llc", {
    initrd: "/run/initrd",
    cmdline: ["rdinit=/init"],
    channels: [{ name: "ktstr", end: { kind: "socket", path: "/run/s" } }],
  });
  assertEquals(
    words.join(" "),
    "/usr/bin/qemu-system-x86_64 -name ktstr -nodefaults -no-user-config -display none -no-reboot " +
      "-machine q35 -accel tcg,thread=single -cpu max,vendor=GenuineIntel " +
      "-smp 8,sockets=2,dies=1,cores=2,threads=2 -m 512M " +
      "-device isa-debug-exit,iobase=0xf4,iosize=4 " +
      "-chardev file,id=console,path=/run/console.log -serial chardev:console " +
      "-device virtio-serial-pci -chardev socket,id=channel0,path=/run/s,server=off " +
      "-device virtserialport,chardev=channel0,name=ktstr " +
      "-kernel /k/vmlinux -initrd /run/initrd -append " +
      "console=ttyS0 loglevel=5 panic=-1 cpuhp.parallel=0 tsc=reliable rdinit=/init",
  );
});

Deno.test("buildQemuCommand() gives every preset a socket for each cache and all its memory", () => {
  for (const { name, cpus } of MACHINE_PRESETS) {
    const words = command(name);
    const machine = parseMachineTopology(name);
    const [smp = ""] = valuesOf(words, "-smp");
    assertStringIncludes(smp, `${cpus},sockets=${machine.llcs},`);
    const sizes = valuesOf(words, "-object").map((value) => Number(/size=(\d+)M/.exec(value)?.[1]));
    const total = `${sizes.reduce((sum, size) => sum + size, 0)}M`;
    if (machine.numaNodes === 1) assertEquals(sizes, []);
    else assertEquals(valuesOf(words, "-m"), [total]);
    assertEquals(valuesOf(words, "-numa").length, machine.numaNodes === 1 ? 0 : machine.numaNodes);
  }
});

Deno.test("buildQemuCommand() writes nodes, a node without CPUs and distances", () => {
  const words = command("1n2l2c1t,memory-node=64MiB,distances=10:40/50:10");
  assertEquals(valuesOf(words, "-m"), ["320M"]);
  assertEquals(valuesOf(words, "-object"), [
    "memory-backend-ram,id=memory0,size=256M",
    "memory-backend-ram,id=memory1,size=64M",
  ]);
  assertEquals(valuesOf(words, "-numa"), [
    "node,nodeid=0,cpus=0-3,memdev=memory0",
    "node,nodeid=1,memdev=memory1",
    "dist,src=0,dst=0,val=10",
    "dist,src=0,dst=1,val=40",
    "dist,src=1,dst=0,val=50",
    "dist,src=1,dst=1,val=10",
  ]);
});

Deno.test("buildQemuCommand() leaves the calibration to the guest with KVM", () => {
  const words = command("tiny-1llc", { engine: KVM });
  assertEquals(valuesOf(words, "-accel"), ["kvm"]);
  assertEquals(valuesOf(words, "-append"), ["console=ttyS0 loglevel=5 panic=-1"]);
});

Deno.test("buildQemuCommand() keeps commas of paths within their option", () => {
  const words = command("tiny-1llc", {
    serial: { kind: "file", path: "/a,b" },
    channels: [{ name: "n", end: { kind: "file", path: "/c,server=on" } }],
  });
  assertEquals(valuesOf(words, "-chardev"), [
    "file,id=console,path=/a,,b",
    "file,id=channel0,path=/c,,server=on",
  ]);
});

Deno.test("buildQemuCommand() adds an IOMMU where ids of CPUs need one", () => {
  const words = command("max-cpu", { engine: tcg(10) });
  assertEquals(valuesOf(words, "-machine"), ["q35,kernel-irqchip=split"]);
  assert(valuesOf(words, "-device").includes("intel-iommu,intremap=on,eim=on"));
  assert(!command("near-max-llc").join(" ").includes("iommu"));
});

Deno.test("largestApicId() rounds each part of an id up to whole bits", () => {
  const largest = (topology: string) => largestApicId(parseMachineTopology(topology));
  assertEquals(largest("1n1l1c1t"), 0);
  assertEquals(largest("1n1l4c1t"), 3);
  assertEquals(largest("1n2l3c1t"), 6);
  assertEquals(largest("near-max-llc"), 239);
  assertEquals(largest("max-cpu"), 433);
  assertEquals(largest("max-cpu-nosmt"), 433);
});

Deno.test("needsX2apic() holds for two of the presets", () => {
  const names = MACHINE_PRESETS.map(({ name }) => name);
  assertEquals(names.filter((name) => needsX2apic(parseMachineTopology(name))), [
    "max-cpu",
    "max-cpu-nosmt",
  ]);
});

Deno.test("checkEngineFits() refuses ids that this QEMU does not emulate", () => {
  const machine = parseMachineTopology("max-cpu");
  const error = assertThrows(() => checkEngineFits(tcg(7), machine), UnavailableError);
  assertStringIncludes(error.message, "go up to 433, above 254 they need KVM or QEMU 9.0.0");
  assertStringIncludes(error.message, "is 7.2.0");
  checkEngineFits(tcg(9), machine);
  checkEngineFits(KVM, machine);
  checkEngineFits(tcg(7), parseMachineTopology("near-max-llc"));
});

Deno.test("guestMemory() is the largest of what CPUs need, the least and what is asked for", () => {
  const mib = (topology: string, declaredMib = 0) => {
    const memory = guestMemory(parseMachineTopology(topology), declaredMib * MIB);
    return [memory.totalBytes / MIB, ...memory.nodeBytes.map((bytes) => bytes / MIB)];
  };
  assertEquals(mib("1n1l1c1t"), [256, 256]);
  assertEquals(mib("1n1l4c1t"), [256, 256]);
  assertEquals(mib("1n1l5c1t"), [320, 320]);
  assertEquals(mib("1n1l5c1t", 2048), [2048, 2048]);
  assertEquals(mib("1n1l1c1t,memory=300MiB", 257), [300, 300]);
  assertEquals(mib("2n2l1c1t"), [256, 128, 128]);
  assertEquals(mib("3n3l1c1t"), [258, 86, 86, 86]);
  assertEquals(mib("2n2l1c1t,memory-node=64MiB"), [320, 128, 128, 64]);
});

Deno.test("checkHostMemory() says what is needed and what is there", () => {
  const machine = parseMachineTopology("large-4llc");
  const memory = guestMemory(machine);
  checkHostMemory(machine, memory, memory.totalBytes + 256 * MIB);
  const error = assertThrows(
    () => checkHostMemory(machine, memory, memory.totalBytes),
    UnavailableError,
  );
  assertStringIncludes(
    error.message,
    'machine "1n4l16c2t": it needs 8.25GiB, this host has 8GiB available',
  );
});

Deno.test("kvmCpuModel() makes QEMU tell about caches, on AMD too", () => {
  assertEquals(kvmCpuModel("GenuineIntel"), "host,host-cache-info=off,l3-cache=on");
  assertEquals(kvmCpuModel("AuthenticAMD"), "host,host-cache-info=off,l3-cache=on,topoext=on");
});

Deno.test("describeEngine() is one line with engine, accelerator and reason", () => {
  assertEquals(
    describeEngine(tcg(7)),
    "QEMU 7.2.0 (/usr/bin/qemu-system-x86_64), emulation (TCG), one thread for all CPUs; as asked",
  );
  assertEquals(
    describeEngine(tcg(10)),
    "QEMU 10.2.0 (/usr/bin/qemu-system-x86_64), emulation (TCG), one thread for each CPU; as asked",
  );
  assertEquals(
    describeEngine(KVM),
    "QEMU 10.2.0 (/usr/bin/qemu-system-x86_64), KVM; KVM works: a test machine booted",
  );
});

Deno.test("shellQuote() leaves plain words alone and quotes the others", () => {
  assertEquals(shellQuote(["qemu", "-m", "512M", "a,b=c"]), "qemu -m 512M a,b=c");
  assertEquals(
    shellQuote(["-append", "a b", "it's", "", "$x"]),
    "-append 'a b' 'it'\\''s' '' '$x'",
  );
});

Deno.test("shellQuote() is read back by a shell as the same words", async () => {
  const text = fc.string({ unit: "binary" }).filter((word) =>
    !word.includes("\0") && word.isWellFormed()
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (words) => {
      const { stdout } = await new Deno.Command("sh", {
        args: ["-c", `printf '%s\\0' ${shellQuote(words)}`],
      }).output();
      assertEquals(new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0"), [
        ...words,
        "",
      ]);
    }),
    { numRuns: 30 },
  );
});
