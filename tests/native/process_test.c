/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"
#include "native/ktstr.h"

static pid_t start_sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		pause();
		_exit(0);
	}
	setpgid(pid, pid);
	return pid;
}

static void test_forbidden_targets(void)
{
	static const int32_t forbidden[] = { 1, 0, -1, -2, INT_MIN };

	for (int i = 0; i < 5; i++) {
		EXPECT_EQUAL(ktstr_kill(forbidden[i], 0), -EINVAL);
		EXPECT_EQUAL(ktstr_killpg(forbidden[i], 0), -EINVAL);
		EXPECT_EQUAL(ktstr_pidfd_open(forbidden[i]), -EINVAL);
	}
}

static void test_group_signal(void)
{
	pid_t pid = start_sleeper();
	int status = 0;

	EXPECT_EQUAL(ktstr_killpg(pid, 0), 0);
	EXPECT_EQUAL(ktstr_killpg(pid, SIGTERM), 0);
	EXPECT_EQUAL(waitpid(pid, &status, 0), pid);
	EXPECT_EQUAL(WTERMSIG(status), SIGTERM);
	EXPECT_EQUAL(ktstr_killpg(pid, SIGTERM), -ESRCH);
	EXPECT_EQUAL(ktstr_kill(pid, 0), -ESRCH);
}

static void test_pidfd(void)
{
	pid_t pid = start_sleeper();
	int32_t pidfd = ktstr_pidfd_open(pid);
	struct pollfd entry = { .fd = pidfd, .events = POLLIN };

	EXPECT(pidfd >= 0);
	EXPECT_EQUAL(ktstr_fd_get_close_on_exec(pidfd), 1);
	EXPECT_EQUAL(ktstr_poll(&entry, 1, 0), 0);
	EXPECT_EQUAL(ktstr_pidfd_send_signal(pidfd, SIGKILL), 0);
	EXPECT_EQUAL(ktstr_poll(&entry, 1, -1), 1);
	EXPECT_EQUAL(waitpid(pid, NULL, 0), pid);
	EXPECT_EQUAL(ktstr_pidfd_send_signal(pidfd, 0), -ESRCH);
	EXPECT_EQUAL(ktstr_fd_close(pidfd), 0);
	EXPECT_EQUAL(ktstr_pidfd_send_signal(-1, 0), -EBADF);
}

static void test_prctl(void)
{
	int value = 0;

	EXPECT_EQUAL(ktstr_gettid(), getpid());
	EXPECT_EQUAL(ktstr_set_parent_death_signal(SIGUSR2), 0);
	EXPECT_EQUAL(prctl(PR_GET_PDEATHSIG, &value), 0);
	EXPECT_EQUAL(value, SIGUSR2);
	EXPECT_EQUAL(ktstr_set_parent_death_signal(0), 0);
	EXPECT_EQUAL(ktstr_set_parent_death_signal(1000), -EINVAL);
	EXPECT_EQUAL(ktstr_set_parent_death_signal(-1), -EINVAL);
	EXPECT_EQUAL(ktstr_set_child_subreaper(1), 0);
	EXPECT_EQUAL(prctl(PR_GET_CHILD_SUBREAPER, &value), 0);
	EXPECT_EQUAL(value, 1);
	EXPECT_EQUAL(ktstr_set_child_subreaper(0), 0);
	EXPECT_EQUAL(ktstr_set_timer_slack(1234), 0);
	EXPECT_EQUAL(prctl(PR_GET_TIMERSLACK), 1234);
	EXPECT_EQUAL(ktstr_set_timer_slack(0), 0);
	EXPECT_EQUAL(ktstr_set_thread_name("a long thread name"), 0);
	EXPECT_EQUAL(ktstr_set_no_new_privs(), 0);
	EXPECT_EQUAL(prctl(PR_GET_NO_NEW_PRIVS, 0UL, 0UL, 0UL, 0UL), 1);
}

void test_processes(void)
{
	test_forbidden_targets();
	test_group_signal();
	test_pidfd();
	test_prctl();
}
