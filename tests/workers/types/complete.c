/* A work type that uses everything a work type can have. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../workers/work_type.h"

enum { PAUSE, BYTES };

static const struct param params[] = {
	[PAUSE] = {
		.name = "pause",
		.kind = PARAM_DURATION,
		.fallback = 1000,
		.min = 0,
		.max = 1000000000,
		.help = "time to sleep in one iteration",
	},
	[BYTES] = {
		.name = "bytes",
		.kind = PARAM_SIZE,
		.fallback = 4096,
		.min = 1,
		.max = 1024 * 1024 * 1024,
		.help = "size of the buffer",
	},
};

static const char *const samples[] = { "resume_latencies_ns", NULL };

static int prepare(struct work *work)
{
	work->state = calloc(1, work->params[BYTES]);
	return work->state == NULL;
}

/* One unit for each byte of the buffer and ns of the pause: the parameters show in the report. */
static void iterate(struct work *work)
{
	((char *)work->state)[work->params[BYTES] - 1] = 1;
	work->work_units += work->params[BYTES] + work->params[PAUSE];
}

static void finish(struct work *work)
{
	free(work->state);
	if (write(STDERR_FILENO, "finished\n", 9) != 9)
		_exit(9);
}

static const struct work_type complete = {
	.name = "TestComplete",
	.summary = "Has \"every\" part\tof a work type.",
	.help = "For tests.",
	.group_size = 2,
	PARAM_LIST(params),
	.samples = samples,
	.prepare = prepare,
	.iterate = iterate,
	.finish = finish,
};
REGISTER_WORK_TYPE(complete);
