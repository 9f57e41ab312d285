/* The file systems of the guest, and its cgroups. */
#ifndef KTSTR_MOUNTS_H
#define KTSTR_MOUNTS_H

#include <sys/types.h>

/* Called with a line about something that could not be set up. */
typedef void complaint(const char *line);

/* Mounts all file systems. What a kernel does not have is left out without a word. */
void mount_all(complaint *complain);

/* Enables every controller of the root cgroup for its children. */
void enable_controllers(const char *cgroup_dir, complaint *complain);

/*
 * Makes a cgroup below the root that a user may fill and divide further. Returns the path of its
 * directory, or NULL after a complaint.
 */
const char *delegate_cgroup(const char *name, uid_t uid, gid_t gid, complaint *complain);

#endif
