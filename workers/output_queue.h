/*
 * Output that never blocks the writer: what the reader has not taken yet waits in memory. A slow
 * runner delays messages, but neither loses one nor delays the signals to the workers.
 */
#ifndef KTSTR_OUTPUT_QUEUE_H
#define KTSTR_OUTPUT_QUEUE_H

#include <stdbool.h>

#include "event_loop.h"
#include "text.h"

struct output_queue {
	struct event_loop *loop;
	/* Watched only while something waits. */
	struct watch watch;
	struct text waiting;
	/* Bytes of `waiting` that are written already. */
	size_t written;
	bool watched;
	/* The reader is gone: nothing can be said any more. */
	bool broken;
};

/* Takes over `fd`, which becomes non-blocking. */
void output_queue_open(struct output_queue *queue, struct event_loop *loop, int fd);

/* Writes as much as the reader takes; the loop writes the rest when it can. */
void output_queue_flush(struct output_queue *queue);

/* Whether everything that was put into `waiting` has been written. */
bool output_queue_is_empty(const struct output_queue *queue);

#endif
