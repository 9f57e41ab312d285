/* The supervisor of a person at a terminal: no runner, reports as JSON lines on stdout. */
#ifndef KTSTR_BY_HAND_H
#define KTSTR_BY_HAND_H

#include "group_plan.h"

/*
 * Forks the group, releases it, stops it after `duration_ns` (0: not by time) and prints the
 * reports in the order of the workers. Returns the exit status.
 */
int by_hand_run(const struct group_plan *plan, uint64_t duration_ns);

#endif
