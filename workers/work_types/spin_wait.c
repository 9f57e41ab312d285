/* CPU-bound work that never gives the CPU up. */
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
		.help = "units of work in one iteration",
	},
};

static void iterate(struct work *work)
{
	work->work_units = spin_burst(work->work_units, work->params[SPIN_ITERS]);
}

static const struct work_type spin_wait = {
	.name = "SpinWait",
	.summary = "Spins on the CPU and never blocks.",
	.help = "Keeps a CPU busy for as long as it is given one. Leaves the CPU only when the "
		"scheduler takes it away, so it shows time slices, fairness between equal workers, "
		"load balancing and cpuset isolation.",
	.group_size = 1,
	PARAM_LIST(params),
	.iterate = iterate,
};

REGISTER_WORK_TYPE(spin_wait);
