import { ktstrTest } from "@ktstr/ktstr/vm";

ktstrTest({ name: "a body that throws", topology: "1n1l1c1t" }, () => {
  throw new Error("thrown in the guest");
});

ktstrTest(
  { name: "a scenario whose workers are killed", topology: "1n1l1c1t" },
  async ({ run }) => {
    // The workers of one run: a kill that comes too late finds none.
    const killing = new Deno.Command("sh", {
      args: ["-c", "for i in $(seq 100); do killall -9 -q ktstr-worker && break; sleep 0.1; done"],
    }).output();
    try {
      await run("steady", { duration: "3s" });
    } finally {
      await killing;
    }
  },
);

ktstrTest({ name: "a kernel that gives up", topology: "1n1l1c1t" }, async () => {
  await new Deno.Command("sh", { args: ["-c", "echo c > /proc/sysrq-trigger"] }).output();
});
