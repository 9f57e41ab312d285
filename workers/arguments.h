/* The command line. */
#ifndef KTSTR_ARGUMENTS_H
#define KTSTR_ARGUMENTS_H

#include <stdbool.h>

#include "group_plan.h"

enum action {
	ACTION_RUN,
	ACTION_DESCRIBE,
	ACTION_HELP,
};

struct arguments {
	enum action action;
	/* The rest is set for ACTION_RUN only. */
	struct group_plan plan;
	/* 0: not stopped by time. */
	uint64_t duration_ns;
	/* With a runner: its descriptors. By hand: both -1. */
	int slots_fd;
	int start_fd;
};

/* Reads the command line. A bad one is named on stderr, and the process exits with EX_USAGE. */
void arguments_parse(struct arguments *arguments, int argc, char **argv);

#endif
