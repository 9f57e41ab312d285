#define _GNU_SOURCE 1
#include "crew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptors.h"
#include "telemetry/clock.h"
#include "worker.h"

#define REAP_LIMIT_NS UINT64_C(2000000000)
#define REAP_PAUSE_NS 1000000

/* Names the limit when the number of open files is what was exceeded. */
static bool fail_to_open(struct failure *failure, const char *what, u32 number, u32 count)
{
	int error = errno;
	if (error != EMFILE)
		return fail(failure, error, "%s worker %u of %u", what, number, count);
	return fail(failure, error,
		    "%s worker %u of %u: a process may open %zu files, raise ulimit -Hn", what,
		    number, count, raise_file_limit());
}

static void init_slot(struct slot *slot, u32 index, const struct group_plan *plan)
{
	publish(slot->index, index);
	publish(slot->group_idx, plan->group_idx);
	/* Before the fork: the worker goes on from here. */
	publish_after(slot->state, SLOT_FORKED);
}

/* Forks one member. `job` lacks only what differs from member to member. */
static bool fork_member(struct crew *crew, u32 index, const struct group_plan *plan,
			struct worker_job *job, struct failure *failure)
{
	struct member *member = &crew->members[index];
	int report[2];
	if (pipe2(report, O_CLOEXEC) != 0)
		return fail_to_open(failure, "report pipe of", index + 1, plan->workers);
	fcntl(report[0], F_SETFL, O_NONBLOCK);
	init_slot(job->slot, index, plan);
	job->report_fd = report[1];

	pid_t pid = fork();
	if (pid == 0)
		worker_main(job);
	int error = errno;
	/* Closed before the next fork: no worker holds another one's report open. */
	close(report[1]);
	if (pid < 0) {
		close(report[0]);
		return fail(failure, error, "fork worker %u of %u", index + 1, plan->workers);
	}
	/* The worker does the same: whoever comes first, the group exists from here on. */
	setpgid(pid, pid);
	publish(job->slot->pid, (u32)pid);

	*member = (struct member){
		.index = index,
		.pid = pid,
		.slot = job->slot,
		.report.fd = report[0],
		.crew = crew,
	};
	crew->count++;
	crew->alive++;
	return true;
}

static bool fork_members(struct crew *crew, const struct group_plan *plan,
			 const struct shared_slots *shared, struct worker_job *job,
			 struct failure *failure)
{
	for (u32 index = 0; index < plan->workers; index++) {
		job->slot = &shared->slots[index];
		if (!fork_member(crew, index, plan, job, failure))
			return false;
	}
	return true;
}

static void abandon_forked(struct crew *crew)
{
	crew_kill(crew);
	crew_reap();
	for (u32 i = 0; i < crew->count; i++)
		close(crew->members[i].report.fd);
	close(crew->ready_fd);
	free(crew->members);
	*crew = (struct crew){ .ready_fd = -1 };
}

bool crew_fork(struct crew *crew, const struct group_plan *plan, const struct shared_slots *shared,
	       int start_fd, struct failure *failure)
{
	int ready[2];
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null_fd < 0)
		return fail(failure, errno, "open /dev/null");
	if (pipe2(ready, O_CLOEXEC) != 0) {
		fail(failure, errno, "make the pipe that says when the workers are ready");
		close(null_fd);
		return false;
	}
	*crew = (struct crew){
		.members = calloc(plan->workers, sizeof(struct member)),
		.ready_fd = ready[0],
	};
	struct worker_job job = {
		.type = plan->type,
		.params = plan->params,
		.seed = plan->seed,
		.iterations = plan->iterations,
		.header = shared->header,
		.supervisor = getpid(),
		.null_fd = null_fd,
		.start_fd = start_fd,
		.ready_fd = ready[1],
	};
	bool forked = crew->members == NULL ?
			      fail(failure, ENOMEM, "no memory for %u workers", plan->workers) :
			      fork_members(crew, plan, shared, &job, failure);
	close(null_fd);
	close(ready[1]);
	if (!forked)
		abandon_forked(crew);
	return forked;
}

bool member_has_answered(const struct member *member)
{
	return member->ending != ALIVE || member->report.fd < 0 ||
	       observe(member->slot->state) >= SLOT_STOPPED;
}

u32 crew_signal_stop(struct crew *crew)
{
	u32 silent = 0;
	for (u32 i = 0; i < crew->count; i++) {
		struct member *member = &crew->members[i];
		if (member_has_answered(member))
			continue;
		silent++;
		/* One that waits for its start needs no signal: it will find the stop word set. */
		if (observe(member->slot->state) == SLOT_RUNNING)
			kill(member->pid, SIGUSR1);
	}
	return silent;
}

void crew_kill(struct crew *crew)
{
	for (u32 i = 0; i < crew->count; i++) {
		pid_t pid = crew->members[i].pid;
		if (crew->members[i].ending != ALIVE)
			continue;
		kill(-pid, SIGKILL);
		/* It may have left its group. */
		kill(pid, SIGKILL);
	}
}

bool member_notice_end(struct member *member)
{
	if (member->ending != ALIVE)
		return false;
	siginfo_t end = { 0 };
	int result;
	do
		result = waitid(P_PID, (id_t)member->pid, &end, WEXITED | WNOHANG | WNOWAIT);
	while (result != 0 && errno == EINTR);

	if (result != 0) {
		member->ending = UNKNOWN;
		member->value = errno;
	} else if (end.si_pid == 0) {
		return false;
	} else {
		member->ending = end.si_code == CLD_EXITED ? EXITED : SIGNALLED;
		member->value = end.si_status;
		kill(-member->pid, SIGKILL);
	}
	member->crew->alive--;
	return true;
}

void crew_reap(void)
{
	u64 deadline = monotonic_ns() + REAP_LIMIT_NS;
	for (;;) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);
		if (pid < 0 && errno == ECHILD)
			return;
		if (pid > 0)
			continue;
		if (monotonic_ns() > deadline)
			return;
		struct timespec pause = { .tv_nsec = REAP_PAUSE_NS };
		nanosleep(&pause, NULL);
	}
}
