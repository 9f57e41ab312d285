/* SPDX-License-Identifier: MIT */
#include <time.h>

#include "ktstr.h"
#include "result.h"

#define NS_PER_SEC 1000000000LL

int64_t ktstr_clock_gettime(int32_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now) != 0)
		return -errno;
	return (int64_t)now.tv_sec * NS_PER_SEC + now.tv_nsec;
}
