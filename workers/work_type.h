/*
 * What a type of work is. A new type is one new file in work_types/ that defines a
 * `struct work_type` and registers it; nothing else has to be touched.
 */
#ifndef KTSTR_WORK_TYPE_H
#define KTSTR_WORK_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* After an iteration that leaves `work_units` at a multiple of this, a checkpoint is taken. */
#define UNITS_PER_CHECKPOINT 1024

#define MAX_PARAMS 8

enum param_kind {
	PARAM_COUNT,    /* a plain number */
	PARAM_DURATION, /* nanoseconds */
	PARAM_SIZE,     /* bytes */
};

struct param {
	const char *name;
	enum param_kind kind;
	/* Value when none is given, and the smallest and largest one that is taken. */
	uint64_t fallback;
	uint64_t min;
	uint64_t max;
	const char *help;
};

/* One worker's work, as the callbacks of its type see it. */
struct work {
	/* Values in the order of the type's `params`, all within their ranges. */
	const uint64_t *params;
	/* Position in the group, from 0, and the group's own number. */
	uint32_t index;
	uint32_t group_idx;
	/* Source of every random choice: the same seed gives the same choices. */
	uint64_t seed;
	/* Units done since the start; `iterate` adds, nothing else does. */
	uint64_t work_units;
	/* Whatever `prepare` made. */
	void *state;
};

/*
 * All callbacks run in the worker process, after it was placed and released, so what they
 * allocate is charged to the worker's own cgroup. Processes that a type starts must stay in the
 * worker's process group and set PR_SET_PDEATHSIG: the group is killed when the worker has ended.
 */
struct work_type {
	const char *name;
	/* One line, and one paragraph on what the type exercises in a scheduler. */
	const char *summary;
	const char *help;
	/* Workers that belong together; the number of workers is a multiple of it. */
	uint32_t group_size;
	const struct param *params;
	size_t param_count;
	/* NULL-terminated names of the report's sample lists that the type fills; NULL for none. */
	const char *const *samples;

	/*
	 * Called once before the clocks start. Returns 0, or an errno that ends the worker with
	 * EX_OSERR and without a report. May be NULL.
	 */
	int (*prepare)(struct work *work);
	/*
	 * One outer iteration. Adds to `work_units`. SIGUSR1 interrupts blocking calls with EINTR:
	 * an iteration that loops or blocks has to return soon once `stop_requested` says so.
	 */
	void (*iterate)(struct work *work);
	/*
	 * Called once after the clocks have stopped and the kernel's counters were read. Undoes
	 * what would outlive the worker. Not called when the worker is killed. May be NULL.
	 */
	void (*finish)(struct work *work);
};

/* Puts a type into the table that work_type_find() searches. The linker collects the entries. */
#define REGISTER_WORK_TYPE(type)                                                    \
	static const struct work_type *const type##_entry                           \
		__attribute__((used, section("ktstr_work_types"))) = &(type)

#define PARAM_LIST(array) .params = (array), .param_count = sizeof(array) / sizeof((array)[0])

/* The registered types, ordered by name. */
const struct work_type *const *work_types(size_t *count);

/* The type of exactly this name, or NULL. */
const struct work_type *work_type_find(const char *name);

#endif
