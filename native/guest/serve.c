#define _GNU_SOURCE
#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leave.h"
#include "port.h"
#include "report.h"

/* How long killed processes may take to end. */
#define STRAGGLERS_TIMEOUT_MS 5000

/* One read from a pipe: what a pipe holds. */
#define CHUNK (64 * 1024)

/* Descriptors that say that a process has ended, and that a second is over. */
static int children = -1, heartbeat = -1;

/* Passes on what a pipe holds. Returns false when it is empty for now; closes it at its end. */
static bool pass_on(int *fd, enum frame_type type)
{
	static uint8_t chunk[CHUNK];
	ssize_t n;

	if (*fd < 0)
		return false;
	n = read(*fd, chunk, sizeof(chunk));
	if (n > 0) {
		port_send(type, chunk, n);
		return true;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(*fd);
		*fd = -1;
	}
	return false;
}

/* Passes on what is left in the pipes, after all writers have ended. */
static void drain(struct command *cmd)
{
	while (pass_on(&cmd->out, FRAME_STDOUT))
		;
	while (pass_on(&cmd->err, FRAME_STDERR))
		;
	while (pass_on(&cmd->event, FRAME_EVENT))
		;
}

/* Reaps what has ended. Returns true when the command was among it. */
static bool reap(pid_t pid, int *status)
{
	bool found = false;
	pid_t ended;
	int st;

	while ((ended = waitpid(-1, &st, WNOHANG)) > 0) {
		if (ended == pid) {
			*status = st;
			found = true;
		}
	}
	return found;
}

/* Standard input that the command has not taken yet. */
static struct {
	uint8_t bytes[FRAME_MAX_PAYLOAD];
	size_t start, end;
	bool closing;
} input;

static void feed(struct command *cmd)
{
	while (cmd->in >= 0 && input.start < input.end) {
		ssize_t n = write(cmd->in, input.bytes + input.start, input.end - input.start);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			/* The command does not read any more. */
			close(cmd->in);
			cmd->in = -1;
			break;
		}
		input.start += n;
	}
	input.start = input.end = 0;
	if (input.closing && cmd->in >= 0) {
		close(cmd->in);
		cmd->in = -1;
	}
}

static bool input_waits(const struct command *cmd)
{
	return cmd->in >= 0 && input.start < input.end;
}

/* Acts on the frames that have arrived; stops at input that the command must take first. */
static void obey(struct command *cmd)
{
	enum frame_type type;
	const uint8_t *payload;
	size_t len;

	while (!input_waits(cmd) && port_next(&type, &payload, &len)) {
		if (type == FRAME_SIGNAL && len == 4) {
			kill(-cmd->pid, get_u32(payload));
		} else if (type == FRAME_STDIN) {
			memcpy(input.bytes, payload, len);
			input.end = len;
			input.closing = len == 0;
			feed(cmd);
		} else if (type == FRAME_RESIZE && len == 4) {
			command_resize(cmd, get_u16(payload), get_u16(payload + 2));
		} else {
			port_log("The host sent a frame of type %d, which init does not know", type);
		}
	}
}

static int watch_children(void)
{
	sigset_t mask;
	int fd;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		leave("Cannot watch for ended processes: %s", strerror(errno));
	return fd;
}

static int start_heartbeat(void)
{
	const struct itimerspec each_second = { { 1, 0 }, { 1, 0 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd < 0 || timerfd_settime(fd, 0, &each_second, NULL))
		leave("Cannot start the heartbeat: %s", strerror(errno));
	return fd;
}

void serve_prepare(void)
{
	children = watch_children();
	heartbeat = start_heartbeat();
}

int serve(struct command *cmd)
{
	int status = 0;

	for (;;) {
		struct pollfd fds[] = {
			{ .fd = children, .events = POLLIN },
			{ .fd = heartbeat, .events = POLLIN },
			{ .fd = port_fd(), .events = input_waits(cmd) ? 0 : POLLIN },
			{ .fd = cmd->out, .events = POLLIN },
			{ .fd = cmd->err, .events = POLLIN },
			{ .fd = cmd->event, .events = POLLIN },
			{ .fd = input_waits(cmd) ? cmd->in : -1, .events = POLLOUT },
		};
		struct signalfd_siginfo info;
		uint64_t ticks;

		if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) < 0 && errno != EINTR)
			leave("Cannot wait for the command: %s", strerror(errno));
		if (fds[1].revents && read(heartbeat, &ticks, sizeof(ticks)) > 0)
			report_heartbeat();
		if (fds[3].revents)
			pass_on(&cmd->out, FRAME_STDOUT);
		if (fds[4].revents)
			pass_on(&cmd->err, FRAME_STDERR);
		if (fds[5].revents)
			pass_on(&cmd->event, FRAME_EVENT);
		if (fds[6].revents) {
			feed(cmd);
			obey(cmd);
		}
		if (fds[2].revents & POLLHUP)
			leave("The host closed the result channel");
		if (fds[2].revents & POLLIN && port_fill())
			obey(cmd);
		if (fds[0].revents) {
			while (read(children, &info, sizeof(info)) > 0)
				;
			if (reap(cmd->pid, &status))
				return status;
		}
	}
}

/* Ends what the command has left behind; one that does not die is left to the machine's end. */
static void end_stragglers(void)
{
	uint64_t deadline = since_boot_ns() + STRAGGLERS_TIMEOUT_MS * 1000000ull;
	pid_t ended;

	if (kill(-1, SIGKILL))
		return;
	while ((ended = waitpid(-1, NULL, WNOHANG)) >= 0) {
		if (since_boot_ns() >= deadline) {
			port_log("A process that the command has left behind does not end");
			return;
		}
		if (!ended)
			usleep(1000);
	}
}

void serve_rest(struct command *cmd)
{
	end_stragglers();
	drain(cmd);
}
