/*
 * Process 1 of a ktstr guest: makes the machine usable, runs one command, tells the host what
 * happens over a virtio port, and ends the machine.
 *
 * It sleeps in poll() while the command runs. It is a real-time task, so that a scheduler under
 * test that starves everything else cannot silence it: a heartbeat that stops means that the
 * kernel is stuck, not that init did not get a CPU.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect.h"
#include "command.h"
#include "leave.h"
#include "mounts.h"
#include "port.h"
#include "report.h"
#include "run_file.h"
#include "serve.h"
#include "write_text.h"

#define RUN_FILE "/ktstr/run"

/* The port appears within milliseconds; an emulated machine with many CPUs may be slow. */
#define PORT_TIMEOUT_MS 30000

/* What went wrong before there was a channel, one line each. */
static char early[4096];

static bool connected;

static void complain(const char *line)
{
	if (connected) {
		port_log("%s", line);
	} else {
		size_t used = strlen(early);

		snprintf(early + used, sizeof(early) - used, "%s\n", line);
	}
}

static void tell_early_complaints(void)
{
	char *save = NULL;

	for (char *line = strtok_r(early, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		port_log("%s", line);
}

static void write_setting(const char *path, const char *value)
{
	char line[200];

	if (!write_text(path, value))
		return;
	snprintf(line, sizeof(line), "Cannot write %s to %s: %s", value, path, strerror(errno));
	complain(line);
}

static void loopback_up(void)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &req))
		complain("Cannot bring up the loopback interface");
	if (fd >= 0)
		close(fd);
}

static void prepare_self(void)
{
	const struct sched_param param = { .sched_priority = 1 };
	const struct rlimit files = { .rlim_cur = 1024, .rlim_max = 1 << 20 };

	/* Ctrl-Alt-Del and broken pipes are no reasons to end. */
	reboot(RB_DISABLE_CAD);
	signal(SIGPIPE, SIG_IGN);
	umask(022);
	write_setting("/proc/self/oom_score_adj", "-1000");
	/* Pids of an emulated fork storm must not come round. */
	write_setting("/proc/sys/kernel/pid_max", "4194304");
	setrlimit(RLIMIT_NOFILE, &files);
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &param))
		complain("Cannot become a real-time task: heartbeats may be late");
}

/* Ends the machine because the command cannot be started. */
static void refuse(int error, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

static void refuse(int error, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	report_exit(NOT_STARTED, error, text);
	report_wait_for_bye();
	leave_orderly();
}

int main(void)
{
	const char *problem, *step, *cgroup_dir = NULL;
	int error, status;
	struct command cmd;
	struct run_file run;

	if (getpid() != 1) {
		fputs("This is the init of a ktstr guest; it only runs as process 1\n", stderr);
		return 64;
	}
	mount_all(complain);
	prepare_self();
	error = port_open(PORT_TIMEOUT_MS);
	if (error)
		leave("Cannot open the result channel: %s", strerror(-error));
	connected = true;
	report_hello();
	tell_early_complaints();
	enable_controllers("/sys/fs/cgroup", complain);
	loopback_up();

	problem = run_file_read(RUN_FILE, &run);
	if (problem)
		refuse(EINVAL, "%s", problem);
	if (sethostname(run.hostname, strlen(run.hostname)))
		complain("Cannot set the host name");
	if (run.cgroup) {
		cgroup_dir = delegate_cgroup(run.cgroup, run.uid, run.gid, complain);
		if (!cgroup_dir)
			refuse(EIO, "Cannot prepare the cgroup \"%s\"", run.cgroup);
	}

	serve_prepare();
	error = command_start(&cmd, &run, cgroup_dir, &step);
	if (error)
		refuse(error, "Cannot %s: %s", step, strerror(error));
	status = serve(&cmd);

	serve_rest(&cmd);
	for (char **dir = run.collect; dir && *dir; dir++)
		collect(*dir);
	sync();
	if (WIFSIGNALED(status))
		report_exit(KILLED, WTERMSIG(status), "");
	else
		report_exit(EXITED, WEXITSTATUS(status), "");
	report_wait_for_bye();
	leave_orderly();
}
