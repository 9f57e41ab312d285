/* One worker: what a process does between fork and its end. */
#ifndef KTSTR_WORKER_H
#define KTSTR_WORKER_H

#include <sys/types.h>

#include "slot.h"
#include "work_type.h"

/* What the supervisor hands to a worker across fork. */
struct worker_job {
	const struct work_type *type;
	const uint64_t *params;
	uint64_t seed;
	/* Outer iterations after which the worker stops by itself. */
	uint64_t iterations;
	const struct slots_header *header;
	struct slot *slot;
	/* Against which the worker checks that its supervisor is still there. */
	pid_t supervisor;
	/* The worker's own descriptors; it closes all others but stderr. */
	int null_fd;
	int start_fd;
	int report_fd;
	/* Closed when the worker is about to wait for its start. */
	int ready_fd;
};

/* Runs in the child that fork made, with SIGUSR1 blocked; ends the process. */
_Noreturn void worker_main(const struct worker_job *job);

#endif
