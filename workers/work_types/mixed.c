/* A burst of CPU-bound work, then a yield. */
#include <sched.h>

#include "../primitives/spin.h"
#include "../work_type.h"

enum { SPIN_ITERS };

static const struct param params[] = {
	[SPIN_ITERS] = {
		.name = "spin_iters",
		.kind = PARAM_COUNT,
		.fallback = 1024,
		.min = 1,
		.max = 1000000000,
		.help = "units of work before each yield",
	},
};

static void iterate(struct work *work)
{
	work->work_units = spin_burst(work->work_units, work->params[SPIN_ITERS]);
	sched_yield();
}

static const struct work_type mixed = {
	.name = "Mixed",
	.summary = "Spins for a burst, then calls sched_yield.",
	.help = "Between SpinWait and YieldHeavy: uses part of a time slice and hands the rest "
		"over. Exercises slice accounting for tasks that leave the CPU early without "
		"sleeping.",
	.group_size = 1,
	PARAM_LIST(params),
	.iterate = iterate,
};

REGISTER_WORK_TYPE(mixed);
