#define _GNU_SOURCE 1
#include "by_hand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "supervisor.h"
#include "telemetry/clock.h"

/* After the stop, workers are killed when none of them has answered for so long. */
#define PATIENCE_NS UINT64_C(5000000000)

struct by_hand {
	struct supervisor supervisor;
	uint64_t duration_ns;
	/* The writing end of the start pipe. */
	int start_fd;
	/* Runs while the workers do, then while they are waited for. */
	struct watch timer;
	bool stopping;
};

static struct by_hand *by_hand_of(struct supervisor *supervisor)
{
	return container_of(supervisor, struct by_hand, supervisor);
}

static void stop(struct by_hand *by_hand)
{
	by_hand->stopping = true;
	supervisor_stop(&by_hand->supervisor);
	timer_set(&by_hand->timer, PATIENCE_NS);
}

static void on_timer(struct watch *watch, uint32_t events)
{
	(void)events;
	struct by_hand *by_hand = container_of(watch, struct by_hand, timer);
	timer_acknowledge(watch);
	if (by_hand->stopping)
		supervisor_kill(&by_hand->supervisor);
	else
		stop(by_hand);
}

/* One byte a worker. Every worker is there to take its own, so a full pipe empties again. */
static void release(struct by_hand *by_hand)
{
	static const char bytes[512];
	size_t left = by_hand->supervisor.crew.count;
	publish_after(by_hand->supervisor.shared.header->released_ns, monotonic_ns());
	while (left > 0) {
		size_t chunk = left < sizeof(bytes) ? left : sizeof(bytes);
		ssize_t written = write(by_hand->start_fd, bytes, chunk);
		if (written > 0)
			left -= (size_t)written;
		else if (errno != EINTR)
			break;
	}
	close(by_hand->start_fd);
}

static void on_spawned(struct supervisor *supervisor)
{
	struct by_hand *by_hand = by_hand_of(supervisor);
	release(by_hand);
	if (by_hand->duration_ns > 0 && !by_hand->stopping)
		timer_set(&by_hand->timer, by_hand->duration_ns);
}

/* Reports stay where they are until all can be printed in order. */
static void on_reported(struct supervisor *supervisor, struct member *member)
{
	(void)member;
	struct by_hand *by_hand = by_hand_of(supervisor);
	if (by_hand->stopping)
		timer_set(&by_hand->timer, PATIENCE_NS);
}

static void on_ended(struct supervisor *supervisor, struct member *member)
{
	on_reported(supervisor, member);
}

static void on_interrupted(struct supervisor *supervisor)
{
	struct by_hand *by_hand = by_hand_of(supervisor);
	if (by_hand->stopping)
		supervisor_kill(supervisor);
	else
		stop(by_hand);
}

static const struct frontend frontend = {
	.spawned = on_spawned,
	.reported = on_reported,
	.ended = on_ended,
	.interrupted = on_interrupted,
};

static void explain_loss(const struct member *member)
{
	fprintf(stderr, "ktstr-worker: worker %u (pid %d) ", member->index, member->pid);
	if (member->oversize)
		fprintf(stderr, "wrote more than %d bytes\n", MAX_REPORT_BYTES);
	else if (member->ending == EXITED)
		fprintf(stderr, "exited with status %d%s\n", member->value,
			member->payload.used > 0 ? "" : " and no report");
	else if (member->ending == SIGNALLED)
		fprintf(stderr, "was killed by signal %d (%s)\n", member->value,
			strsignal(member->value));
	else
		fprintf(stderr, "was lost: %s\n", strerror(member->value));
}

static int print_reports(const struct crew *crew)
{
	int status = EXIT_SUCCESS;
	for (u32 i = 0; i < crew->count; i++) {
		const struct member *member = &crew->members[i];
		if (member->payload.used > 0)
			printf("%.*s\n", (int)member->payload.used, member->payload.data);
		if (member->payload.used > 0 && member->ending == EXITED && member->value == 0)
			continue;
		explain_loss(member);
		status = EXIT_FAILURE;
	}
	if (fflush(stdout) != 0) {
		fprintf(stderr, "ktstr-worker: cannot write the reports: %s\n", strerror(errno));
		status = EXIT_FAILURE;
	}
	return status;
}

static bool start(struct by_hand *by_hand, const struct group_plan *plan, struct failure *failure)
{
	struct supervisor *supervisor = &by_hand->supervisor;
	int pipe_ends[2];
	if (!supervisor_open(supervisor, &frontend, failure) ||
	    !timer_open(&supervisor->loop, &by_hand->timer, failure) ||
	    !shared_slots_create(&supervisor->shared, plan->workers, failure))
		return false;
	if (pipe2(pipe_ends, O_CLOEXEC) != 0)
		return fail(failure, errno, "make the start pipe");
	by_hand->start_fd = pipe_ends[1];
	bool forked = supervisor_fork(supervisor, plan, pipe_ends[0], failure);
	close(pipe_ends[0]);
	return forked;
}

int by_hand_run(const struct group_plan *plan, uint64_t duration_ns)
{
	/* Static: the parts refer to each other by address. */
	static struct by_hand by_hand;
	by_hand = (struct by_hand){
		.duration_ns = duration_ns,
		.timer.on_ready = on_timer,
	};
	struct failure failure;
	if (!start(&by_hand, plan, &failure)) {
		fprintf(stderr, "ktstr-worker: %s: %s\n", failure.text, strerror(failure.error));
		return EX_OSERR;
	}
	supervisor_run(&by_hand.supervisor);
	return print_reports(&by_hand.supervisor.crew);
}
