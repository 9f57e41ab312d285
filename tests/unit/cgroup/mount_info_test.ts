import { assertEquals } from "@std/assert";
import { directoryInMount, type Mount, parseMountInfo } from "../../../lib/cgroup/mount_info.ts";

Deno.test("parseMountInfo() reads root, mount point, type and options", () => {
  const text = [
    "23 27 0:22 / /sys rw,relatime - sysfs sysfs rw",
    "34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime shared:9 - cgroup cgroup rw,cpuset,noprefix",
    "41 31 0:38 /a /sys/fs/cgroup/unified rw,nosuid shared:4 master:1 - cgroup2 cgroup2 rw,nsdelegate",
    "",
  ].join("\n");
  assertEquals(parseMountInfo(text), [
    { root: "/", mountPoint: "/sys", fsType: "sysfs", superOptions: ["rw"] },
    {
      root: "/",
      mountPoint: "/sys/fs/cgroup/cpuset",
      fsType: "cgroup",
      superOptions: ["rw", "cpuset", "noprefix"],
    },
    {
      root: "/a",
      mountPoint: "/sys/fs/cgroup/unified",
      fsType: "cgroup2",
      superOptions: ["rw", "nsdelegate"],
    },
  ]);
});

Deno.test("parseMountInfo() undoes the kernel's escapes", () => {
  const [mount] = parseMountInfo("1 2 0:3 /x\\134y /mnt/a\\040b\\011c rw - cgroup2 none rw");
  assertEquals(mount?.root, "/x\\y");
  assertEquals(mount?.mountPoint, "/mnt/a b\tc");
});

Deno.test("parseMountInfo() leaves out a mount that a later one hides", () => {
  const mounts = parseMountInfo([
    "1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw",
    "2 0 0:2 / /mnt rw - ext4 /dev/vda rw",
    "3 1 0:3 / /sys/fs/cgroup ro - tmpfs tmpfs ro",
  ].join("\n"));
  assertEquals(mounts.map((mount) => `${mount.mountPoint} ${mount.fsType}`), [
    "/mnt ext4",
    "/sys/fs/cgroup tmpfs",
  ]);
});

const mountOf = (root: string): Mount => ({
  root,
  mountPoint: "/sys/fs/cgroup",
  fsType: "cgroup2",
  superOptions: [],
});

Deno.test("directoryInMount() finds a cgroup in a mount of the whole hierarchy", () => {
  assertEquals(directoryInMount(mountOf("/"), "/"), "/sys/fs/cgroup");
  assertEquals(directoryInMount(mountOf("/"), "/a/b"), "/sys/fs/cgroup/a/b");
});

Deno.test("directoryInMount() finds a cgroup in a mount of a part of the hierarchy", () => {
  assertEquals(directoryInMount(mountOf("/docker/1"), "/docker/1"), "/sys/fs/cgroup");
  assertEquals(directoryInMount(mountOf("/docker/1"), "/docker/1/x"), "/sys/fs/cgroup/x");
  assertEquals(directoryInMount(mountOf("/docker/1"), "/docker/12"), null);
  assertEquals(directoryInMount(mountOf("/docker/1"), "/"), null);
});

Deno.test("directoryInMount() gives up on what lies outside of the cgroup namespace", () => {
  assertEquals(directoryInMount(mountOf("/"), "/../other"), null);
  assertEquals(directoryInMount(mountOf("/.."), "/a"), null);
  assertEquals(directoryInMount(mountOf("/../.."), "/../.."), null);
  assertEquals(directoryInMount(mountOf("/"), "/..a"), "/sys/fs/cgroup/..a");
});
