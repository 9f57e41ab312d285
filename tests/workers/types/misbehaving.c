/* Work types that do what a worker should not do, to show that its supervisor copes. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../../../workers/work_type.h"

#define KNOWN_REPORT_FDS 64

static void exit_early(struct work *work)
{
	_exit(work->index == 0 ? 3 : 0);
}

static const struct work_type exits = {
	.name = "TestExits",
	.summary = "Exits in its first iteration, worker 0 with status 3.",
	.help = "",
	.group_size = 1,
	.iterate = exit_early,
};
REGISTER_WORK_TYPE(exits);

static void crash(struct work *work)
{
	(void)work;
	signal(SIGABRT, SIG_DFL);
	raise(SIGABRT);
}

static const struct work_type crashes = {
	.name = "TestCrashes",
	.summary = "Aborts in its first iteration.",
	.help = "",
	.group_size = 1,
	.iterate = crash,
};
REGISTER_WORK_TYPE(crashes);

static void ignore_stop(struct work *work)
{
	work->work_units++;
	for (;;)
		pause();
}

static const struct work_type deaf = {
	.name = "TestDeaf",
	.summary = "Never looks whether it has to stop.",
	.help = "",
	.group_size = 1,
	.iterate = ignore_stop,
};
REGISTER_WORK_TYPE(deaf);

/* Comes back only when a signal interrupts it: shows that SIGUSR1 does. */
static void block(struct work *work)
{
	static int pipe_ends[2];
	char byte;
	work->work_units++;
	if (pipe(pipe_ends) != 0 || read(pipe_ends[0], &byte, 1) >= 0 || errno != EINTR)
		_exit(9);
}

static const struct work_type blocks = {
	.name = "TestBlocks",
	.summary = "Blocks in a read that only a signal ends.",
	.help = "",
	.group_size = 1,
	.iterate = block,
};
REGISTER_WORK_TYPE(blocks);

/* The report pipe is the only descriptor beyond stderr that a running worker has. */
static void write_to_report(const char *data, size_t bytes)
{
	for (int fd = STDERR_FILENO + 1; fd < KNOWN_REPORT_FDS; fd++) {
		if (write(fd, data, bytes) >= 0)
			return;
	}
	_exit(9);
}

static void flood(struct work *work)
{
	static char data[1024 * 1024];
	memset(data, 'x', sizeof(data));
	for (int i = 0; i < 17; i++)
		write_to_report(data, sizeof(data));
	work->work_units++;
	_exit(0);
}

static const struct work_type floods = {
	.name = "TestFloods",
	.summary = "Writes 17 MiB as its report.",
	.help = "",
	.group_size = 1,
	.iterate = flood,
};
REGISTER_WORK_TYPE(floods);

static void die_while_reporting(struct work *work)
{
	(void)work;
	write_to_report("{\"tid\":", 7);
	raise(SIGKILL);
}

static const struct work_type breaks_off = {
	.name = "TestBreaksOff",
	.summary = "Is killed in the middle of its report.",
	.help = "",
	.group_size = 1,
	.iterate = die_while_reporting,
};
REGISTER_WORK_TYPE(breaks_off);

/* The child keeps the report pipe open and would live for ever. */
static void leave_child(struct work *work)
{
	if (fork() == 0) {
		for (;;)
			pause();
	}
	work->work_units++;
	_exit(0);
}

static const struct work_type leaves_child = {
	.name = "TestLeavesChild",
	.summary = "Exits and leaves a child behind.",
	.help = "",
	.group_size = 1,
	.iterate = leave_child,
};
REGISTER_WORK_TYPE(leaves_child);

static int cannot(struct work *work)
{
	(void)work;
	return ENOMEM;
}

static const struct work_type cannot_prepare = {
	.name = "TestCannotPrepare",
	.summary = "Fails before it starts.",
	.help = "",
	.group_size = 1,
	.prepare = cannot,
	.iterate = exit_early,
};
REGISTER_WORK_TYPE(cannot_prepare);
