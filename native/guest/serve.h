/* Init's work while the command runs. */
#ifndef KTSTR_SERVE_H
#define KTSTR_SERVE_H

#include "command.h"

/* Must be called before the command is started, so that its end is not missed. */
void serve_prepare(void);

/*
 * Passes on the command's output and the host's wishes, and reaps what ends, until the command has
 * ended. Returns its wait status.
 */
int serve(struct command *cmd);

/* Ends what the command has left behind, and passes on what was written until then. */
void serve_rest(struct command *cmd);

#endif
