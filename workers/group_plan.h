/* What a supervisor is asked to run. */
#ifndef KTSTR_GROUP_PLAN_H
#define KTSTR_GROUP_PLAN_H

#include "slot.h"
#include "work_type.h"

struct group_plan {
	const struct work_type *type;
	uint64_t params[MAX_PARAMS];
	u32 workers;
	/* Outer iterations of each worker; UINT64_MAX for no limit. */
	uint64_t iterations;
	u32 group_idx;
	uint64_t seed;
};

#endif
