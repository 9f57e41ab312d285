/* Gives the CPU up after every unit of work. */
#include <sched.h>

#include "../work_type.h"

static void iterate(struct work *work)
{
	work->work_units++;
	sched_yield();
}

static const struct work_type yield_heavy = {
	.name = "YieldHeavy",
	.summary = "Calls sched_yield after every unit of work.",
	.help = "Stays runnable but offers its CPU all the time. Exercises the yield path and the "
		"choice of the next task, and makes the cost of a pick visible.",
	.group_size = 1,
	.iterate = iterate,
};

REGISTER_WORK_TYPE(yield_heavy);
