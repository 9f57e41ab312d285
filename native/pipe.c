/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "ktstr.h"
#include "result.h"

int32_t ktstr_pipe_create(int32_t *ends, uint32_t inherit_read, uint32_t inherit_write)
{
	int fds[2];
	int error;

	if (ends == NULL)
		return -EFAULT;
	if (pipe2(fds, O_CLOEXEC) != 0)
		return -errno;
	if ((inherit_read && fcntl(fds[0], F_SETFD, 0) != 0) ||
	    (inherit_write && fcntl(fds[1], F_SETFD, 0) != 0)) {
		error = errno;
		close(fds[0]);
		close(fds[1]);
		return -error;
	}
	ends[0] = fds[0];
	ends[1] = fds[1];
	return 0;
}

int32_t ktstr_pipe_set_size(int32_t fd, uint32_t size)
{
	if (size > INT_MAX)
		return -EINVAL;
	return result(fcntl(fd, F_SETPIPE_SZ, (int)size));
}

int32_t ktstr_pipe_get_size(int32_t fd)
{
	return result(fcntl(fd, F_GETPIPE_SZ));
}
