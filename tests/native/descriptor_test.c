/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "expect.h"
#include "native/ktstr.h"

static void test_inheritance(void)
{
	int32_t ends[2];

	for (uint32_t choice = 0; choice < 4; choice++) {
		EXPECT_EQUAL(ktstr_pipe_create(ends, choice & 1, choice & 2), 0);
		EXPECT_EQUAL(ktstr_fd_get_close_on_exec(ends[0]), (choice & 1) == 0);
		EXPECT_EQUAL(ktstr_fd_get_close_on_exec(ends[1]), (choice & 2) == 0);
		EXPECT_EQUAL(ktstr_fd_set_close_on_exec(ends[0], choice & 1), 0);
		EXPECT_EQUAL(fcntl(ends[0], F_GETFD), (choice & 1) != 0 ? FD_CLOEXEC : 0);
		EXPECT_EQUAL(ktstr_fd_close(ends[0]), 0);
		EXPECT_EQUAL(ktstr_fd_close(ends[1]), 0);
		EXPECT_EQUAL(ktstr_fd_close(ends[1]), -EBADF);
	}
	EXPECT_EQUAL(ktstr_pipe_create(NULL, 0, 0), -EFAULT);
}

static void test_traffic(void)
{
	struct pollfd entry = { .events = POLLIN };
	char text[8] = "";
	int32_t ends[2];
	int32_t size;

	EXPECT_EQUAL(ktstr_pipe_create(ends, 0, 0), 0);
	entry.fd = ends[0];
	EXPECT_EQUAL(ktstr_poll(&entry, 1, 0), 0);
	EXPECT_EQUAL(ktstr_poll(&entry, 1, 2), 0);
	EXPECT_EQUAL(ktstr_fd_set_nonblocking(ends[0], 1), 0);
	EXPECT_EQUAL(ktstr_fd_read(ends[0], text, sizeof(text)), -EAGAIN);
	EXPECT_EQUAL(ktstr_fd_write(ends[1], "abc", 3), 3);
	EXPECT_EQUAL(ktstr_poll(&entry, 1, -1), 1);
	EXPECT_EQUAL(entry.revents, POLLIN);
	EXPECT_EQUAL(ktstr_fd_read(ends[0], text, sizeof(text)), 3);
	EXPECT_EQUAL(strcmp(text, "abc"), 0);
	size = ktstr_pipe_set_size(ends[0], 5000);
	EXPECT(size >= 5000);
	EXPECT_EQUAL(ktstr_pipe_get_size(ends[1]), size);
	EXPECT_EQUAL(ktstr_pipe_set_size(ends[0], (uint32_t)INT_MAX + 1), -EINVAL);
	EXPECT_EQUAL(ktstr_fd_close(ends[0]), 0);
	EXPECT_EQUAL(ktstr_fd_write(ends[1], "abc", 3), -EPIPE);
	EXPECT_EQUAL(ktstr_fd_close(ends[1]), 0);
}

static void test_bad_descriptors(void)
{
	char byte;

	EXPECT_EQUAL(ktstr_fd_close(-1), -EBADF);
	EXPECT_EQUAL(ktstr_fd_get_close_on_exec(-1), -EBADF);
	EXPECT_EQUAL(ktstr_fd_set_close_on_exec(-1, 1), -EBADF);
	EXPECT_EQUAL(ktstr_fd_set_nonblocking(-1, 1), -EBADF);
	EXPECT_EQUAL(ktstr_fd_read(-1, &byte, 1), -EBADF);
	EXPECT_EQUAL(ktstr_fd_write(-1, &byte, 1), -EBADF);
	EXPECT_EQUAL(ktstr_pipe_get_size(-1), -EBADF);
	EXPECT_EQUAL(ktstr_poll(NULL, 1, 0), -EFAULT);
}

void test_descriptors(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_inheritance();
	test_traffic();
	test_bad_descriptors();
}
