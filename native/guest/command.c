#define _GNU_SOURCE
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "write_text.h"

/* What the child sends through its close-on-exec pipe when it cannot become the command. */
struct failure {
	int error;
	enum step { PROTECTION, CGROUP, TERMINAL, USER, DIRECTORY, EXEC } step;
};

static const char *const step_text[] = {
	[PROTECTION] = "reset its OOM score",
	[CGROUP] = "enter its cgroup",
	[TERMINAL] = "open its terminal",
	[USER] = "change the user",
	[DIRECTORY] = "enter the working directory",
	[EXEC] = "execute it",
};

static void fail(int fd, enum step step) __attribute__((noreturn));

static void fail(int fd, enum step step)
{
	struct failure failure = { .error = errno, .step = step };

	_exit(write(fd, &failure, sizeof(failure)) == sizeof(failure) ? 127 : 126);
}

static int enter_cgroup(const char *dir)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	return write_text(path, "0");
}

static int take_terminal(const char *path)
{
	int fd = open(path, O_RDWR);

	if (fd < 0 || ioctl(fd, TIOCSCTTY, 0))
		return -1;
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
	return 0;
}

static void child(const struct run_file *run, const char *cgroup_dir, const char *tty,
		  const int fds[3], int report) __attribute__((noreturn));

static void child(const struct run_file *run, const char *cgroup_dir, const char *tty,
		  const int fds[3], int report)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setsid();
	/* Init's own protection is not for the command; before the user changes. */
	if (write_text("/proc/self/oom_score_adj", "0"))
		fail(report, PROTECTION);
	if (cgroup_dir && enter_cgroup(cgroup_dir))
		fail(report, CGROUP);
	if (tty) {
		if (take_terminal(tty))
			fail(report, TERMINAL);
	} else {
		for (int i = 0; i < 3; i++)
			dup2(fds[i], i);
	}
	if (run->uid || run->gid)
		if (setgroups(0, NULL) || setresgid(run->gid, run->gid, run->gid) ||
		    setresuid(run->uid, run->uid, run->uid))
			fail(report, USER);
	if (chdir(run->cwd))
		fail(report, DIRECTORY);
	/* So that the PATH that is searched is the command's own. */
	environ = run->envp;
	execvp(run->argv[0], run->argv);
	fail(report, EXEC);
}

static int make_event_pipe(const struct run_file *run)
{
	mkdir("/run/ktstr", 0755);
	if ((mkfifo(EVENT_PIPE, 0600) && errno != EEXIST) || chown(EVENT_PIPE, run->uid, run->gid))
		return -1;
	/* With a writer of its own the pipe never reports the end of file. */
	return open(EVENT_PIPE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static void close_all(const int *fds, int count)
{
	for (int i = 0; i < count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/*
 * Makes a pseudo terminal. What the command writes to it comes out of out[0], and what is written
 * to in[1] is typed. Returns the path of the command's end, or NULL.
 */
static const char *make_pty(struct command *cmd, int in[2], int out[2])
{
	static char path[64];
	int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || unlockpt(fd) || ptsname_r(fd, path, sizeof(path)))
		return NULL;
	out[0] = fd;
	/* Each use has a descriptor of its own, which it may close. */
	in[1] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	cmd->tty = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return in[1] < 0 || cmd->tty < 0 ? NULL : path;
}

int command_start(struct command *cmd, const struct run_file *run, const char *cgroup_dir,
		  const char **step)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, err[2] = { -1, -1 }, report[2] = { -1, -1 };
	const char *tty = run->tty;
	struct failure failure;
	int error;
	ssize_t n;

	*cmd = (struct command){ .pid = -1, .in = -1, .out = -1, .err = -1, .event = -1, .tty = -1 };
	*step = "make its pipes";
	cmd->event = make_event_pipe(run);
	if (cmd->event < 0)
		return errno;
	if (tty && !strcmp(tty, PTY_MASTER)) {
		*step = "make its terminal";
		tty = make_pty(cmd, in, out);
		if (!tty)
			return errno;
	} else if (tty) {
		cmd->tty = open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
	} else {
		if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC) ||
		    (run->stdin_pipe && pipe2(in, O_CLOEXEC)))
			return errno;
		if (!run->stdin_pipe)
			in[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	if (run->tty_rows)
		command_resize(cmd, run->tty_rows, run->tty_columns);
	if (pipe2(report, O_CLOEXEC))
		return errno;

	*step = "fork";
	cmd->pid = fork();
	if (cmd->pid < 0)
		return errno;
	if (!cmd->pid)
		child(run, cgroup_dir, tty, (int[]){ in[0], out[1], err[1] }, report[1]);

	close_all((int[]){ in[0], out[1], err[1], report[1] }, 4);
	n = read(report[0], &failure, sizeof(failure));
	error = n == sizeof(failure) ? failure.error : 0;
	if (error)
		*step = step_text[failure.step];
	close(report[0]);

	int *const ours[] = { &cmd->in, &cmd->out, &cmd->err };
	const int ends[] = { in[1], out[0], err[0] };

	for (int i = 0; i < 3; i++) {
		*ours[i] = ends[i];
		if (ends[i] >= 0)
			fcntl(ends[i], F_SETFL, O_NONBLOCK);
	}
	return error;
}

void command_resize(const struct command *cmd, uint16_t rows, uint16_t columns)
{
	struct winsize size = { .ws_row = rows, .ws_col = columns };

	if (cmd->tty >= 0)
		ioctl(cmd->tty, TIOCSWINSZ, &size);
}
