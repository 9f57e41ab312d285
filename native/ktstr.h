/* SPDX-License-Identifier: MIT */
/*
 * System calls for a caller that can only pass integers and buffers.
 *
 * Every function returns a value >= 0, or -errno when the system refused. No function keeps a
 * pointer that it was given, takes a callback, or reads the thread's errno on behalf of the
 * caller. Strings are NUL-terminated buffers; lengths are bytes.
 *
 * A process or thread id of 0 means the calling thread, except for signals and pidfds, where the
 * id must be greater than 1: 0, 1 and the negative ids reach whole groups or the init process.
 */
#ifndef KTSTR_H
#define KTSTR_H

#include <poll.h>
#include <stdint.h>

#define KTSTR_API __attribute__((visibility("default")))

/* Changes with every change of this header that a caller can notice. */
#define KTSTR_ABI 1

/* Returns KTSTR_ABI as it was when the library was built. */
KTSTR_API int32_t ktstr_abi(void);

/* ---- memory.c: shared memory -------------------------------------------------------------- */

/*
 * Creates an anonymous memory file of a fixed size. The size is sealed: nobody who holds the
 * descriptor can change it, so no mapping of it can fault.
 *
 * name: shown in /proc/PID/maps; at most 249 bytes.
 * length: size of the file, at least 1.
 * close_on_exec: 0 when child processes shall inherit the descriptor.
 * Returns the descriptor.
 */
KTSTR_API int32_t ktstr_memfd_create(const char *name, uint32_t length, uint32_t close_on_exec);

/*
 * Maps the first bytes of a memory file, shared, for reading and writing.
 *
 * fd: the file; it can be closed after the call.
 * length: bytes to map; -ERANGE when the file is shorter, -EINVAL when it is 0.
 * Returns a handle for the other functions; -EMFILE when all handles are in use.
 */
KTSTR_API int32_t ktstr_memory_map(int32_t fd, uint32_t length);

/* Unmaps the memory of a handle. Returns 0; -EBADF when the handle is not in use. */
KTSTR_API int32_t ktstr_memory_unmap(int32_t handle);

/*
 * Copies from shared memory to a buffer. Aligned 4- and 8-byte fields are never torn, even while
 * another process writes them.
 *
 * offset: first byte in the mapping.
 * buffer, length: where to copy to, and how much.
 * Returns 0; -ERANGE when the range is not inside the mapping.
 */
KTSTR_API int32_t ktstr_memory_read(int32_t handle, uint32_t offset, void *buffer,
				    uint32_t length);

/* Copies a buffer to shared memory; otherwise like ktstr_memory_read. */
KTSTR_API int32_t ktstr_memory_write(int32_t handle, uint32_t offset, const void *buffer,
				     uint32_t length);

/*
 * Copies the same field, or run of fields, of many equally spaced records to a buffer, one after
 * the other without gaps.
 *
 * offset: first byte of the field in the first record.
 * stride: distance from one record to the next.
 * length: bytes to copy from each record.
 * count: number of records.
 * buffer, buffer_length: room for count * length bytes.
 * Returns 0; -ERANGE when the last record is not inside the mapping or the buffer is too small.
 */
KTSTR_API int32_t ktstr_memory_gather(int32_t handle, uint32_t offset, uint32_t stride,
				      uint32_t length, uint32_t count, void *buffer,
				      uint32_t buffer_length);

/* ---- pipe.c ------------------------------------------------------------------------------- */

/*
 * Creates a pipe.
 *
 * ends: two int32_t, filled with the read end and the write end.
 * inherit_read, inherit_write: not 0 when child processes shall inherit that end.
 * Returns 0.
 */
KTSTR_API int32_t ktstr_pipe_create(int32_t *ends, uint32_t inherit_read, uint32_t inherit_write);

/* Asks for room for at least size bytes in a pipe. Returns the size that it now has. */
KTSTR_API int32_t ktstr_pipe_set_size(int32_t fd, uint32_t size);

/* Returns the size of a pipe in bytes. */
KTSTR_API int32_t ktstr_pipe_get_size(int32_t fd);

/* ---- fd.c --------------------------------------------------------------------------------- */

/* Closes a descriptor. Returns 0. */
KTSTR_API int32_t ktstr_fd_close(int32_t fd);

/* Sets (not 0) or clears (0) close-on-exec. Returns 0. */
KTSTR_API int32_t ktstr_fd_set_close_on_exec(int32_t fd, uint32_t on);

/* Returns 1 when child processes do not inherit the descriptor, 0 when they do. */
KTSTR_API int32_t ktstr_fd_get_close_on_exec(int32_t fd);

/* Sets (not 0) or clears (0) non-blocking mode, which is shared by all who hold the file. */
KTSTR_API int32_t ktstr_fd_set_nonblocking(int32_t fd, uint32_t on);

/*
 * Reads once, again when a signal interrupted it.
 * Returns the bytes read, 0 at the end; -EAGAIN when non-blocking and nothing is there.
 */
KTSTR_API int32_t ktstr_fd_read(int32_t fd, void *buffer, uint32_t length);

/* Writes once, again when a signal interrupted it. Returns the bytes written. */
KTSTR_API int32_t ktstr_fd_write(int32_t fd, const void *buffer, uint32_t length);

/*
 * Waits until something happens on a descriptor. A signal does not end the wait.
 *
 * fds, count: entries whose revents are filled in.
 * timeout_ms: 0 looks without waiting, -1 waits for ever.
 * Returns the number of entries with revents, 0 when the time is over.
 */
KTSTR_API int32_t ktstr_poll(struct pollfd *fds, uint32_t count, int32_t timeout_ms);

/* ---- file.c: small files of the kernel, in /proc and /sys --------------------------------- */

/*
 * Reads a file from its start.
 *
 * Returns the bytes read; when that is the whole length, the file may be longer.
 */
KTSTR_API int32_t ktstr_file_read(const char *path, void *buffer, uint32_t length);

/*
 * Writes to a file that exists, with a single write: the kernel's control files take a command
 * as a whole. Neither creates nor truncates. Returns the bytes written.
 */
KTSTR_API int32_t ktstr_file_write(const char *path, const void *buffer, uint32_t length);

/*
 * Lists a directory without "." and "..".
 *
 * buffer: filled with one record an entry: a type letter (d directory, l link, f anything else),
 * the name, a NUL. Records that do not fit as a whole are left out.
 * Returns the bytes that all records need; the list is complete when that is <= length.
 */
KTSTR_API int32_t ktstr_directory_list(const char *path, void *buffer, uint32_t length);

/* Creates a directory; mode as in chmod, before the umask. Returns 0. */
KTSTR_API int32_t ktstr_directory_create(const char *path, uint32_t mode);

/* Removes an empty directory (a cgroup counts as empty when it has no child cgroup). Returns 0. */
KTSTR_API int32_t ktstr_directory_remove(const char *path);

/* ---- signal.c ----------------------------------------------------------------------------- */

/* Sends a signal to a process; signal 0 only checks. -EINVAL when pid <= 1. Returns 0. */
KTSTR_API int32_t ktstr_kill(int32_t pid, int32_t signal);

/* Sends a signal to a process group; -EINVAL when pgid <= 1. Returns 0. */
KTSTR_API int32_t ktstr_killpg(int32_t pgid, int32_t signal);

/*
 * Opens a descriptor, close-on-exec, that means this process and no later one with the same
 * id, and that polls readable once the process has exited. -EINVAL when pid <= 1.
 */
KTSTR_API int32_t ktstr_pidfd_open(int32_t pid);

/* Sends a signal through a pidfd; -ESRCH when the process has been reaped. Returns 0. */
KTSTR_API int32_t ktstr_pidfd_send_signal(int32_t pidfd, int32_t signal);

/* ---- sched.c ------------------------------------------------------------------------------ */

/*
 * Lets a thread run only on the CPUs of a mask.
 *
 * mask, length: bit i of byte k is CPU 8k + i. The kernel drops CPUs that do not exist and
 * those outside the thread's cpuset, and refuses with -EINVAL when none is left.
 * Returns 0.
 */
KTSTR_API int32_t ktstr_sched_setaffinity(int32_t tid, const void *mask, uint32_t length);

/*
 * Gets the CPUs a thread may run on.
 *
 * mask, length: a multiple of 8 bytes; -EINVAL when the kernel knows more CPUs than fit.
 * Returns the bytes filled; the rest of the buffer is left alone.
 */
KTSTR_API int32_t ktstr_sched_getaffinity(int32_t tid, void *mask, uint32_t length);

/*
 * Sets a thread's policy and its parameters.
 *
 * attr, length: a struct sched_attr of at least 48 bytes; its size field is filled in here.
 * Returns 0.
 */
KTSTR_API int32_t ktstr_sched_setattr(int32_t tid, void *attr, uint32_t length);

/* Gets a thread's policy and its parameters into a struct sched_attr. Returns 0. */
KTSTR_API int32_t ktstr_sched_getattr(int32_t tid, void *attr, uint32_t length);

/* Sets a thread's nice value, -20 to 19. Returns 0. */
KTSTR_API int32_t ktstr_setpriority(int32_t tid, int32_t nice);

/* Returns 20 - nice of a thread, 1 to 40: a nice value itself can be negative. */
KTSTR_API int32_t ktstr_getpriority(int32_t tid);

/* Fills the CPU and the NUMA node that the calling thread is running on: two uint32_t. */
KTSTR_API int32_t ktstr_getcpu(uint32_t *cpu_and_node);

/* ---- numa.c ------------------------------------------------------------------------------- */

/*
 * Sets the memory policy of the calling thread, which its children inherit.
 *
 * mode: MPOL_* with its flags.
 * nodes, length: bit mask of nodes, a multiple of 8 bytes; 0 bytes for modes without nodes.
 * Returns 0.
 */
KTSTR_API int32_t ktstr_set_mempolicy(int32_t mode, const void *nodes, uint32_t length);

/*
 * Gets the memory policy of the calling thread.
 *
 * nodes, length: a multiple of 8 bytes, with room for all nodes that the kernel can have.
 * Returns the mode with its flags.
 */
KTSTR_API int32_t ktstr_get_mempolicy(void *nodes, uint32_t length);

/*
 * Sets the memory policy of a part of a shared mapping.
 *
 * offset: a multiple of the page size.
 * length: bytes, rounded up to whole pages.
 * mode, nodes, nodes_length: as in ktstr_set_mempolicy.
 * flags: MPOL_MF_*.
 * Returns 0; -ERANGE when the part is not inside the mapping.
 */
KTSTR_API int32_t ktstr_memory_bind(int32_t handle, uint32_t offset, uint32_t length, int32_t mode,
				    const void *nodes, uint32_t nodes_length, uint32_t flags);

/* Like ktstr_get_mempolicy, for the page of a shared mapping at an offset. */
KTSTR_API int32_t ktstr_memory_get_policy(int32_t handle, uint32_t offset, void *nodes,
					  uint32_t length);

/* Returns the node that holds the page at an offset; allocates the page if need be. */
KTSTR_API int32_t ktstr_memory_node(int32_t handle, uint32_t offset);

/* ---- process.c ---------------------------------------------------------------------------- */

/* Returns the id of the calling thread. */
KTSTR_API int32_t ktstr_gettid(void);

/* Has a signal sent to the calling process when the thread that created it ends; 0 for none. */
KTSTR_API int32_t ktstr_set_parent_death_signal(int32_t signal);

/* Makes (not 0) the calling process the new parent of its orphaned descendants. Returns 0. */
KTSTR_API int32_t ktstr_set_child_subreaper(uint32_t on);

/* Sets the timer slack of the calling thread in nanoseconds; 0 is its default. Returns 0. */
KTSTR_API int32_t ktstr_set_timer_slack(uint32_t slack_ns);

/* Names the calling thread; longer names are cut to 15 bytes. Returns 0. */
KTSTR_API int32_t ktstr_set_thread_name(const char *name);

/* Gives up, for this thread and its children, all privileges gained by exec. Returns 0. */
KTSTR_API int32_t ktstr_set_no_new_privs(void);

/* ---- clock.c ------------------------------------------------------------------------------ */

/* Returns the time of a clock, CLOCK_*, in nanoseconds. */
KTSTR_API int64_t ktstr_clock_gettime(int32_t clock);

#endif
