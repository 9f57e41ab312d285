/*
 * Runs one group of workers from fork to reap: sleeps until something happens, gathers reports,
 * notices deaths, repeats the stop signal. What that means to the outside is the frontend's part:
 * managed.c speaks with a runner, by_hand.c with a person.
 */
#ifndef KTSTR_SUPERVISOR_H
#define KTSTR_SUPERVISOR_H

#include "crew.h"

struct supervisor;

/* All callbacks may call supervisor_stop() and supervisor_kill(). */
struct frontend {
	/* Every worker is blocked on the start pipe, or dead. Comes once, before the rest. */
	void (*spawned)(struct supervisor *supervisor);
	/*
	 * `member->payload` is all that the worker wrote, or `member->oversize` is set. Comes at
	 * most once a worker, and before `ended`; not at all if the worker wrote nothing.
	 */
	void (*reported)(struct supervisor *supervisor, struct member *member);
	/* `member->ending` says how. Comes once a worker. */
	void (*ended)(struct supervisor *supervisor, struct member *member);
	/* SIGINT, SIGTERM or SIGHUP came. */
	void (*interrupted)(struct supervisor *supervisor);
};

struct supervisor {
	const struct frontend *frontend;
	struct event_loop loop;
	struct shared_slots shared;
	struct crew crew;
	struct watch signals;
	struct watch ready;
	struct watch stop_timer;
};

/* Largest report; a worker that writes more has gone wrong. */
#define MAX_REPORT_BYTES (16 * 1024 * 1024)

/* Takes over signals and makes the event loop. To be called before anything is watched. */
bool supervisor_open(struct supervisor *supervisor, const struct frontend *frontend,
		     struct failure *failure);

/* Forks the group on `supervisor->shared`. */
bool supervisor_fork(struct supervisor *supervisor, const struct group_plan *plan, int start_fd,
		     struct failure *failure);

/* Returns when every worker has ended and is reaped. */
void supervisor_run(struct supervisor *supervisor);

/* Asks all workers to stop, and goes on asking those that do not answer. */
void supervisor_stop(struct supervisor *supervisor);

/* Reads what has been reported, then kills every worker that is alive. */
void supervisor_kill(struct supervisor *supervisor);

/* Kills and reaps everything without telling anybody. */
void supervisor_abandon(struct supervisor *supervisor);

#endif
