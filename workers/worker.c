#define _GNU_SOURCE 1
#include "worker.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "checkpoint.h"
#include "descriptors.h"
#include "failure.h"
#include "report.h"
#include "stop.h"
#include "telemetry/clock.h"
#include "telemetry/vmstat.h"

/* Never outlives the supervisor, not even one that died between fork and here. */
static void tie_to_supervisor(pid_t supervisor)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != supervisor)
		_exit(EXIT_SUCCESS);
}

static void reset_signals(const struct slots_header *header)
{
	stop_install(header);
	signal(SIGPIPE, SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void settle_in(const struct worker_job *job)
{
	tie_to_supervisor(job->supervisor);
	setpgid(0, 0);
	reset_signals(job->header);

	/* The runner must see the end of its pipes when the supervisor ends. */
	dup2(job->null_fd, STDIN_FILENO);
	dup2(job->null_fd, STDOUT_FILENO);
	int kept[] = { STDIN_FILENO,  STDOUT_FILENO,  STDERR_FILENO,
		       job->start_fd, job->report_fd, job->ready_fd };
	close_all_but(kept, sizeof(kept) / sizeof(kept[0]));

	prctl(PR_SET_NAME, "ktstr-worker");
	publish(job->slot->pid, (u32)getpid());
	publish(job->slot->tid, (u32)gettid());
	publish_after(job->slot->state, SLOT_WAITING);
	close(job->ready_fd);
}

/*
 * Blocks until the start byte has come. All workers share one pipe: poll wakes them all at once,
 * then each takes its own byte. False when the pipe was closed instead.
 */
static bool wait_for_start(int start_fd)
{
	for (;;) {
		struct pollfd start = { .fd = start_fd, .events = POLLIN };
		char byte;
		ssize_t got = poll(&start, 1, -1) < 0 ? -1 : read(start_fd, &byte, 1);
		if (got >= 0)
			return got == 1;
		if (errno != EINTR && errno != EAGAIN)
			return false;
	}
}

static void run_loop(const struct worker_job *job, struct work *work)
{
	struct slot *slot = job->slot;
	uint64_t iterations = 0;
	while (iterations < job->iterations && !stop_requested()) {
		job->type->iterate(work);
		iterations++;
		publish(slot->work_units, work->work_units);
		publish(slot->iterations, iterations);
		if (work->work_units % UNITS_PER_CHECKPOINT == 0)
			checkpoint_take(slot, monotonic_ns(), (u32)sched_getcpu());
	}
}

static struct schedstat schedstat_since(const struct schedstat *before)
{
	struct schedstat now;
	schedstat_read(&now);
	return (struct schedstat){
		.cpu_time_ns = now.cpu_time_ns - before->cpu_time_ns,
		.run_delay_ns = now.run_delay_ns - before->run_delay_ns,
		.run_count = now.run_count - before->run_count,
	};
}

static void measure(const struct worker_job *job, struct work *work,
		    struct run_measurements *measured)
{
	struct slot *slot = job->slot;
	/*
	 * Wall clock, CPU clock and schedstat are read in this order, next to each other, at both
	 * ends: all three then span the same time. The files that take longer come after.
	 */
	checkpoint_start(slot, monotonic_ns(), (u32)sched_getcpu());
	u64 cpu_before = thread_cpu_ns();
	struct schedstat schedstat_before;
	schedstat_read(&schedstat_before);
	u64 migrated_before = vmstat_numa_pages_migrated();

	run_loop(job, work);

	publish(slot->ended_ns, monotonic_ns());
	measured->cpu_time_ns = thread_cpu_ns() - cpu_before;
	measured->schedstat = schedstat_since(&schedstat_before);
	publish_after(slot->state, SLOT_STOPPED);
	measured->vmstat_numa_pages_migrated = vmstat_numa_pages_migrated() - migrated_before;
	numa_maps_read(&measured->numa);
}

static void write_all(int fd, const char *data, size_t bytes)
{
	while (bytes > 0) {
		ssize_t written = write(fd, data, bytes);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			_exit(EX_IOERR);
		data += written;
		bytes -= (size_t)written;
	}
}

static void prepare(const struct worker_job *job, struct work *work)
{
	int error = job->type->prepare == NULL ? 0 : job->type->prepare(work);
	if (error == 0)
		return;
	fprintf(stderr, "ktstr-worker: %s worker %u cannot prepare its work: %s\n",
		job->type->name, job->slot->index, errno_name(error));
	_exit(EX_OSERR);
}

_Noreturn void worker_main(const struct worker_job *job)
{
	settle_in(job);
	if (!wait_for_start(job->start_fd))
		_exit(EXIT_SUCCESS);
	close(job->start_fd);

	struct work work = {
		.params = job->params,
		.index = job->slot->index,
		.group_idx = job->slot->group_idx,
		.seed = job->seed,
	};
	publish_after(job->slot->state, SLOT_RUNNING);
	prepare(job, &work);

	static struct run_measurements measured;
	measure(job, &work, &measured);
	if (job->type->finish != NULL)
		job->type->finish(&work);

	struct text report = { 0 };
	report_write(&report, job->header, job->slot, &measured);
	write_all(job->report_fd, report.data, report.used);
	publish_after(job->slot->state, SLOT_REPORTED);
	_exit(EXIT_SUCCESS);
}
