/* The command that the guest exists for. */
#ifndef KTSTR_COMMAND_H
#define KTSTR_COMMAND_H

#include <stdint.h>

#include "run_file.h"

/* Where programs of the guest write their events; the path is also in the run description. */
#define EVENT_PIPE "/run/ktstr/events"

/* As the terminal of a run description: a new pseudo terminal, carried by the result channel. */
#define PTY_MASTER "/dev/ptmx"

struct command {
	pid_t pid;
	/* Our ends of the pipes; -1 where there is none, or not any more. */
	int in, out, err, event;
	/* The terminal, for resizing. */
	int tty;
};

/*
 * Starts the command in a session of its own. Returns 0, or the errno with which it could not
 * be started; *step then says what failed.
 */
int command_start(struct command *cmd, const struct run_file *run, const char *cgroup_dir,
		  const char **step);

/* Tells the terminal its size. */
void command_resize(const struct command *cmd, uint16_t rows, uint16_t columns);

#endif
