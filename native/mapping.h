/* SPDX-License-Identifier: MIT */
/* Shared mappings by handle, for the files of this library that work on them. */
#ifndef KTSTR_MAPPING_H
#define KTSTR_MAPPING_H

#include <stdint.h>

/*
 * Finds a range of a mapping and keeps it mapped until mapping_leave.
 *
 * Returns 0, -EBADF or -ERANGE; mapping_leave must be called only after 0.
 */
int32_t mapping_enter(int32_t handle, uint64_t offset, uint64_t length, unsigned char **start);

void mapping_leave(void);

#endif
