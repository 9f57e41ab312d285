/*
 * Waits for many descriptors at once. A watch belongs to whoever handles it, which embeds it in a
 * structure of its own and gets back there with `container_of`.
 */
#ifndef KTSTR_EVENT_LOOP_H
#define KTSTR_EVENT_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"

#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

struct watch {
	/* -1 when nothing is watched: such a watch is never called. */
	int fd;
	/* Called with the epoll events that are there, as long as they are there. */
	void (*on_ready)(struct watch *watch, uint32_t events);
};

struct event_loop {
	int epoll_fd;
};

bool event_loop_open(struct event_loop *loop, struct failure *failure);

/* Watches for EPOLLIN or EPOLLOUT. Returns 0 or an errno; EPERM for files that never block. */
int event_loop_watch(struct event_loop *loop, struct watch *watch, uint32_t events);

/* Stops watching and leaves the descriptor open. */
void event_loop_forget(struct event_loop *loop, struct watch *watch);

/* Sleeps until something is ready and calls every watch that is. */
void event_loop_turn(struct event_loop *loop);

/* A timer that calls its watch once, when the time has come. */
bool timer_open(struct event_loop *loop, struct watch *watch, struct failure *failure);

/* Sets the timer to `after_ns` from now; 0 switches it off. */
void timer_set(const struct watch *watch, uint64_t after_ns);

/* Takes note that the timer has fired; to be called by its watch. */
void timer_acknowledge(const struct watch *watch);

#endif
