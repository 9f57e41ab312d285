/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "ktstr.h"
#include "result.h"

int32_t ktstr_fd_close(int32_t fd)
{
	/* Linux has closed the descriptor even when a signal interrupted the call. */
	if (close(fd) != 0 && errno != EINTR)
		return -errno;
	return 0;
}

int32_t ktstr_fd_set_close_on_exec(int32_t fd, uint32_t on)
{
	return result(fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0));
}

int32_t ktstr_fd_get_close_on_exec(int32_t fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags < 0 ? -errno : (flags & FD_CLOEXEC) != 0;
}

int32_t ktstr_fd_set_nonblocking(int32_t fd, uint32_t on)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -errno;
	return result(fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK));
}

int32_t ktstr_fd_read(int32_t fd, void *buffer, uint32_t length)
{
	ssize_t got;

	do {
		got = read(fd, buffer, length);
	} while (got < 0 && errno == EINTR);
	return result(got);
}

int32_t ktstr_fd_write(int32_t fd, const void *buffer, uint32_t length)
{
	ssize_t done;

	do {
		done = write(fd, buffer, length);
	} while (done < 0 && errno == EINTR);
	return result(done);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int32_t ktstr_poll(struct pollfd *fds, uint32_t count, int32_t timeout_ms)
{
	int64_t deadline = timeout_ms > 0 ? now_ms() + timeout_ms : 0;
	int ready;

	for (;;) {
		ready = poll(fds, count, timeout_ms);
		if (ready >= 0 || errno != EINTR)
			return result(ready);
		if (timeout_ms > 0) {
			int64_t left = deadline - now_ms();

			timeout_ms = left > 0 ? (int32_t)left : 0;
		}
	}
}
