#define _GNU_SOURCE 1
#include "supervisor.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "descriptors.h"
#include "telemetry/clock.h"

/* How long a worker has to answer before it is signalled again. */
#define STOP_PERIOD_NS UINT64_C(5000000)
/* Signalling a large group takes time itself; it may use at most a tenth of a CPU. */
#define STOP_IDLE_FACTOR 10

static struct supervisor *supervisor_of(struct member *member)
{
	return container_of(member->crew, struct supervisor, crew);
}

/* No more is read from the member's report pipe; what has come is handed on. */
static void finish_report(struct member *member)
{
	struct supervisor *supervisor = supervisor_of(member);
	event_loop_forget(&supervisor->loop, &member->report);
	close(member->report.fd);
	member->report.fd = -1;
	if (member->payload.used > 0 || member->oversize)
		supervisor->frontend->reported(supervisor, member);
}

static void keep(struct member *member, const char *data, size_t bytes)
{
	if (member->oversize)
		return;
	if (member->payload.used + bytes > MAX_REPORT_BYTES) {
		member->oversize = true;
		text_free(&member->payload);
		return;
	}
	text_append(&member->payload, data, bytes);
}

/* Reads what is in the report pipe, until it is empty or at its end. */
static void drain_report(struct member *member)
{
	static char chunk[64 * 1024];
	while (member->report.fd >= 0) {
		ssize_t got = read(member->report.fd, chunk, sizeof(chunk));
		if (got > 0)
			keep(member, chunk, (size_t)got);
		else if (got == 0)
			finish_report(member);
		else if (errno != EINTR)
			return;
	}
}

static void on_report(struct watch *watch, uint32_t events)
{
	(void)events;
	drain_report(container_of(watch, struct member, report));
}

/*
 * Looks at every member. With WNOWAIT a wait for "any child" would name the same zombie for ever,
 * and one SIGCHLD may stand for many ends.
 */
static void notice_ends(struct supervisor *supervisor)
{
	for (u32 i = 0; i < supervisor->crew.count; i++) {
		struct member *member = &supervisor->crew.members[i];
		if (!member_notice_end(member))
			continue;
		/* A descendant may hold the pipe open: its end is not waited for. */
		drain_report(member);
		if (member->report.fd >= 0)
			finish_report(member);
		supervisor->frontend->ended(supervisor, member);
	}
}

static bool has_spawned(const struct supervisor *supervisor)
{
	return supervisor->ready.fd < 0;
}

static void on_signal(struct watch *watch, uint32_t events)
{
	(void)events;
	struct supervisor *supervisor = container_of(watch, struct supervisor, signals);
	struct signalfd_siginfo info;
	bool child = false;
	bool interrupted = false;
	while (read(watch->fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			child = true;
		else
			interrupted = true;
	}
	if (child && has_spawned(supervisor))
		notice_ends(supervisor);
	if (interrupted)
		supervisor->frontend->interrupted(supervisor);
}

static void on_all_ready(struct watch *watch, uint32_t events)
{
	(void)events;
	struct supervisor *supervisor = container_of(watch, struct supervisor, ready);
	event_loop_forget(&supervisor->loop, watch);
	close(watch->fd);
	watch->fd = -1;
	supervisor->frontend->spawned(supervisor);
	notice_ends(supervisor);
}

static void on_stop_timer(struct watch *watch, uint32_t events)
{
	(void)events;
	timer_acknowledge(watch);
	supervisor_stop(container_of(watch, struct supervisor, stop_timer));
}

/*
 * Signals that a supervisor waits for come through a descriptor. SIGUSR1 stays blocked, so that
 * a worker inherits it blocked and cannot be killed by it before its handler stands.
 */
static bool take_signals(struct supervisor *supervisor, struct failure *failure)
{
	/* A parent that ignores SIGCHLD would hand that down, and no end could be learned. */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	supervisor->signals = (struct watch){
		.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK),
		.on_ready = on_signal,
	};
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_SETMASK, &set, NULL);
	if (supervisor->signals.fd < 0)
		return fail(failure, errno, "make a signal descriptor");
	int error = event_loop_watch(&supervisor->loop, &supervisor->signals, EPOLLIN);
	return error == 0 || fail(failure, error, "watch for signals");
}

bool supervisor_open(struct supervisor *supervisor, const struct frontend *frontend,
		     struct failure *failure)
{
	/* Told apart from its workers in ps and top. */
	prctl(PR_SET_NAME, "ktstr-supervise");
	raise_file_limit();
	*supervisor = (struct supervisor){
		.frontend = frontend,
		.ready.fd = -1,
		.stop_timer.on_ready = on_stop_timer,
	};
	return event_loop_open(&supervisor->loop, failure) &&
	       take_signals(supervisor, failure) &&
	       timer_open(&supervisor->loop, &supervisor->stop_timer, failure);
}

static bool watch_crew(struct supervisor *supervisor, struct failure *failure)
{
	supervisor->ready = (struct watch){
		.fd = supervisor->crew.ready_fd,
		.on_ready = on_all_ready,
	};
	int error = event_loop_watch(&supervisor->loop, &supervisor->ready, EPOLLIN);
	for (u32 i = 0; i < supervisor->crew.count && error == 0; i++) {
		struct watch *report = &supervisor->crew.members[i].report;
		report->on_ready = on_report;
		error = event_loop_watch(&supervisor->loop, report, EPOLLIN);
	}
	return error == 0 || fail(failure, error, "watch %u workers", supervisor->crew.count);
}

bool supervisor_fork(struct supervisor *supervisor, const struct group_plan *plan, int start_fd,
		     struct failure *failure)
{
	if (!crew_fork(&supervisor->crew, plan, &supervisor->shared, start_fd, failure))
		return false;
	if (watch_crew(supervisor, failure))
		return true;
	supervisor_abandon(supervisor);
	return false;
}

void supervisor_run(struct supervisor *supervisor)
{
	while (!has_spawned(supervisor) || supervisor->crew.alive > 0)
		event_loop_turn(&supervisor->loop);
	timer_set(&supervisor->stop_timer, 0);
	crew_reap();
}

void supervisor_stop(struct supervisor *supervisor)
{
	publish_after(supervisor->shared.header->stop, 1);
	u64 began = monotonic_ns();
	u32 silent = crew_signal_stop(&supervisor->crew);
	u64 pause = (monotonic_ns() - began) * STOP_IDLE_FACTOR;
	if (pause < STOP_PERIOD_NS)
		pause = STOP_PERIOD_NS;
	timer_set(&supervisor->stop_timer, silent == 0 ? 0 : pause);
}

void supervisor_kill(struct supervisor *supervisor)
{
	for (u32 i = 0; i < supervisor->crew.count; i++)
		drain_report(&supervisor->crew.members[i]);
	crew_kill(&supervisor->crew);
}

void supervisor_abandon(struct supervisor *supervisor)
{
	crew_kill(&supervisor->crew);
	crew_reap();
}
