/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ktstr.h"
#include "result.h"

/* The size of struct sched_attr when it was new; the kernel takes no less. */
#define SCHED_ATTR_MIN_SIZE 48

/*
 * These are system calls and not the functions of the C library: those limit a mask to 1024 CPUs
 * unless the caller builds it with their macros, and older ones do not know sched_attr.
 */
int32_t ktstr_sched_setaffinity(int32_t tid, const void *mask, uint32_t length)
{
	return result(syscall(SYS_sched_setaffinity, tid, (unsigned long)length, mask));
}

int32_t ktstr_sched_getaffinity(int32_t tid, void *mask, uint32_t length)
{
	return result(syscall(SYS_sched_getaffinity, tid, (unsigned long)length, mask));
}

int32_t ktstr_sched_setattr(int32_t tid, void *attr, uint32_t length)
{
	if (attr == NULL)
		return -EFAULT;
	if (length < SCHED_ATTR_MIN_SIZE)
		return -EINVAL;
	memcpy(attr, &length, sizeof(length));
	return result(syscall(SYS_sched_setattr, tid, attr, 0UL));
}

int32_t ktstr_sched_getattr(int32_t tid, void *attr, uint32_t length)
{
	return result(syscall(SYS_sched_getattr, tid, attr, (unsigned long)length, 0UL));
}

int32_t ktstr_setpriority(int32_t tid, int32_t nice)
{
	return result(setpriority(PRIO_PROCESS, (id_t)tid, nice));
}

int32_t ktstr_getpriority(int32_t tid)
{
	/* The system call returns 20 - nice, which is never negative; getpriority() undoes that. */
	return result(syscall(SYS_getpriority, PRIO_PROCESS, tid));
}

int32_t ktstr_getcpu(uint32_t *cpu_and_node)
{
	if (cpu_and_node == NULL)
		return -EFAULT;
	return result(syscall(SYS_getcpu, &cpu_and_node[0], &cpu_and_node[1], NULL));
}
