/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ktstr.h"
#include "result.h"

/*
 * kill(0) is the caller's own group, kill(-1) is everything the caller may signal, and 1 is the
 * init process of the machine, of the container or of the guest.
 */
#define LAST_FORBIDDEN_ID 1

int32_t ktstr_kill(int32_t pid, int32_t signal)
{
	if (pid <= LAST_FORBIDDEN_ID)
		return -EINVAL;
	return result(kill(pid, signal));
}

int32_t ktstr_killpg(int32_t pgid, int32_t signal)
{
	if (pgid <= LAST_FORBIDDEN_ID)
		return -EINVAL;
	return result(kill(-pgid, signal));
}

int32_t ktstr_pidfd_open(int32_t pid)
{
	if (pid <= LAST_FORBIDDEN_ID)
		return -EINVAL;
	return result(syscall(SYS_pidfd_open, pid, 0UL));
}

int32_t ktstr_pidfd_send_signal(int32_t pidfd, int32_t signal)
{
	return result(syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0UL));
}
