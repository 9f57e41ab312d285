/* How a worker learns that it has to leave its loop. */
#ifndef KTSTR_STOP_H
#define KTSTR_STOP_H

#include <signal.h>
#include <stdbool.h>

#include "slot.h"

/* Set by SIGUSR1, whose only other effect is that a blocking call returns with EINTR. */
extern volatile sig_atomic_t stop_signalled;

/* The group's header; its `stop` word is the other way to be told. */
extern const struct slots_header *stop_header;

/* Whether this worker has been asked to stop. Cheap enough for every iteration. */
static inline bool stop_requested(void)
{
	return stop_signalled || __atomic_load_n(&stop_header->stop, __ATOMIC_RELAXED) != 0;
}

/* Installs the SIGUSR1 handler; the caller unblocks the signal afterwards. */
void stop_install(const struct slots_header *header);

#endif
