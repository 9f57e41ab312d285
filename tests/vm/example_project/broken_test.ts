import { ktstrTest } from "@ktstr/ktstr/vm";

ktstrTest({ name: "a body that throws", topology: "1n1l1c1t" }, () => {
  throw new Error("thrown in the guest");
});

const KILL_WHEN_PLACED = `for i in $(seq 100); do
  grep -q . /sys/fs/cgroup/ktstr-*/cg_1/cgroup.procs && killall -q -9 ktstr-worker && break
  sleep 0.1
done`;

ktstrTest(
  { name: "a scenario whose workers are killed", topology: "1n1l1c1t" },
  async ({ run }) => {
    const killing = new Deno.Command("sh", { args: ["-c", KILL_WHEN_PLACED] }).output();
    try {
      await run("steady", { duration: "1s" });
    } finally {
      await killing;
    }
  },
);

ktstrTest({ name: "a kernel that gives up", topology: "1n1l1c1t" }, async () => {
  await new Deno.Command("sh", { args: ["-c", "echo c > /proc/sysrq-trigger"] }).output();
});
