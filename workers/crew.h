/* The forked workers of one group: made, signalled, watched for their ends, reaped. */
#ifndef KTSTR_CREW_H
#define KTSTR_CREW_H

#include <stdbool.h>
#include <sys/types.h>

#include "event_loop.h"
#include "failure.h"
#include "group_plan.h"
#include "shared_slots.h"
#include "text.h"

/* How a worker ended. */
enum ending {
	ALIVE,
	EXITED,    /* by itself; `value` is its exit code */
	SIGNALLED, /* by a signal; `value` is the signal's number */
	UNKNOWN,   /* its end could not be learned; `value` is an errno */
};

struct member {
	u32 index;
	pid_t pid;
	struct slot *slot;
	/* The supervisor's end of the report pipe; its descriptor is -1 once it is closed. */
	struct watch report;
	/* What came through it. */
	struct text payload;
	bool oversize;
	enum ending ending;
	int value;
	/* Who handles the reports. */
	struct crew *crew;
};

struct crew {
	struct member *members;
	u32 count;
	/* Members whose end has not been noticed. */
	u32 alive;
	/* Ends, at its other side, when every member is blocked at the start or dead. */
	int ready_fd;
};

/*
 * Forks the group. All members block on `start_fd`. On failure everything that was forked is
 * killed and reaped. The caller has SIGUSR1 blocked.
 */
bool crew_fork(struct crew *crew, const struct group_plan *plan, const struct shared_slots *shared,
	       int start_fd, struct failure *failure);

/* Whether the member has left its loop, or never will. */
bool member_has_answered(const struct member *member);

/* Sends SIGUSR1 to the members that run and have not answered; returns how many have not. */
u32 crew_signal_stop(struct crew *crew);

/* Sends SIGKILL to every member that is alive, and to its process group. */
void crew_kill(struct crew *crew);

/*
 * Looks whether the member has ended, and if so kills what it left in its process group. The
 * member stays a zombie, so its pid and group cannot come to mean another process.
 * True when the end is news.
 */
bool member_notice_end(struct member *member);

/*
 * Reaps all members, which are dead or killed. Gives up after two seconds: a process that the
 * kernel cannot kill at once must not hold up its supervisor.
 */
void crew_reap(void);

#endif
