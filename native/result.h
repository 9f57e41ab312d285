/* SPDX-License-Identifier: MIT */
#ifndef KTSTR_RESULT_H
#define KTSTR_RESULT_H

#include <errno.h>
#include <stdint.h>

/* What a libc call returned, as this library returns it. */
static inline int32_t result(long value)
{
	return value < 0 ? -errno : (int32_t)value;
}

#endif
