/* The scheduler's own account of a task. */
#ifndef KTSTR_SCHEDSTAT_H
#define KTSTR_SCHEDSTAT_H

#include <stdbool.h>
#include <stdint.h>

struct schedstat {
	/* Time on a CPU, and time runnable but waiting for one. */
	uint64_t cpu_time_ns;
	uint64_t run_delay_ns;
	/* How often the scheduler picked the task. */
	uint64_t run_count;
};

/*
 * Reads the calling process's /proc/self/schedstat. All zero and false where the kernel has none.
 *
 * The file shows what the scheduler has booked so far, which can be a tick behind. Reading the
 * thread's CPU clock makes it book up to now, so read that one just before.
 */
bool schedstat_read(struct schedstat *stat);

#endif
