/* The supervisor of a runner: protocol.h on stdin and stdout. */
#ifndef KTSTR_MANAGED_H
#define KTSTR_MANAGED_H

#include "group_plan.h"

/* Runs the group on the runner's shared memory and start pipe; returns the exit status. */
int managed_run(const struct group_plan *plan, int slots_fd, int start_fd);

#endif
