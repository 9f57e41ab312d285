#define _GNU_SOURCE
#include "mounts.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "write_text.h"

#define CGROUP_ROOT "/sys/fs/cgroup"
#define KERNEL_FS (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static const struct fs {
	const char *type, *dir, *options;
	unsigned long flags;
	enum {
		NEEDED,
		/* A kernel without it is still of use. */
		OPTIONAL,
		/* Not mounted over a directory in which the image has put something. */
		IF_EMPTY,
	} when;
} filesystems[] = {
	{ "proc", "/proc", NULL, KERNEL_FS, NEEDED },
	{ "sysfs", "/sys", NULL, KERNEL_FS, NEEDED },
	{ "devtmpfs", "/dev", "mode=0755", MS_NOSUID, NEEDED },
	{ "devpts", "/dev/pts", "gid=5,mode=620,ptmxmode=666", MS_NOSUID, OPTIONAL },
	{ "tmpfs", "/dev/shm", "mode=1777", MS_NOSUID | MS_NODEV, NEEDED },
	{ "tmpfs", "/tmp", "mode=1777", MS_NOSUID | MS_NODEV, IF_EMPTY },
	{ "tmpfs", "/run", "mode=0755", MS_NOSUID | MS_NODEV, IF_EMPTY },
	{ "cgroup2", CGROUP_ROOT, NULL, KERNEL_FS, NEEDED },
	{ "tracefs", "/sys/kernel/tracing", NULL, KERNEL_FS, OPTIONAL },
	{ "debugfs", "/sys/kernel/debug", NULL, KERNEL_FS, OPTIONAL },
	{ "bpf", "/sys/fs/bpf", "mode=0700", KERNEL_FS, OPTIONAL },
};

static const struct link {
	const char *target, *path;
} links[] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "/proc/self/fd/0", "/dev/stdin" },
	{ "/proc/self/fd/1", "/dev/stdout" },
	{ "/proc/self/fd/2", "/dev/stderr" },
};

static void complain_errno(complaint *complain, const char *what, const char *path)
{
	char line[512];

	snprintf(line, sizeof(line), "Cannot %s %s: %s", what, path, strerror(errno));
	complain(line);
}

static bool is_empty(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool empty = true;

	if (!dir)
		return true;
	while (empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	closedir(dir);
	return empty;
}

void mount_all(complaint *complain)
{
	for (size_t i = 0; i < sizeof(filesystems) / sizeof(filesystems[0]); i++) {
		const struct fs *fs = &filesystems[i];

		/* Fails for mount points of sysfs, which exist when the kernel has the file system. */
		mkdir(fs->dir, 0755);
		if (fs->when == IF_EMPTY && !is_empty(fs->dir))
			continue;
		if (mount(fs->type, fs->dir, fs->type, fs->flags, fs->options) &&
		    !(fs->when == OPTIONAL && (errno == ENODEV || errno == ENOENT)))
			complain_errno(complain, "mount", fs->dir);
	}
	/* The root of an initramfs is open to everybody. */
	if (chmod("/", 0755))
		complain_errno(complain, "change the mode of", "/");
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i].target, links[i].path) && errno != EEXIST)
			complain_errno(complain, "link", links[i].path);
}

void enable_controllers(const char *cgroup_dir, complaint *complain)
{
	char path[300], names[512] = "", *save = NULL;
	FILE *f;

	snprintf(path, sizeof(path), "%s/cgroup.controllers", cgroup_dir);
	f = fopen(path, "re");
	if (!f || !fgets(names, sizeof(names), f))
		complain_errno(complain, "read", path);
	if (f)
		fclose(f);
	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", cgroup_dir);
	/* One by one, so that one that is refused does not cost the others. */
	for (char *name = strtok_r(names, " \n", &save); name; name = strtok_r(NULL, " \n", &save)) {
		char text[80], what[100];

		snprintf(text, sizeof(text), "+%s", name);
		if (write_text(path, text)) {
			snprintf(what, sizeof(what), "write %s to", text);
			complain_errno(complain, what, path);
		}
	}
}

const char *delegate_cgroup(const char *name, uid_t uid, gid_t gid, complaint *complain)
{
	/* What cgroup v2 lets the owner of a delegated subtree write. */
	static const char *const files[] = { "", "/cgroup.procs", "/cgroup.threads",
					     "/cgroup.subtree_control" };
	static char dir[256];
	char path[300];

	snprintf(dir, sizeof(dir), CGROUP_ROOT "/%s", name);
	if (mkdir(dir, 0755) && errno != EEXIST) {
		complain_errno(complain, "create cgroup", dir);
		return NULL;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", dir, files[i]);
		if (chown(path, uid, gid)) {
			complain_errno(complain, "change the owner of", path);
			return NULL;
		}
	}
	return dir;
}
