#include "event_loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_PER_TURN 64
#define NS_PER_S UINT64_C(1000000000)

bool event_loop_open(struct event_loop *loop, struct failure *failure)
{
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	return loop->epoll_fd >= 0 || fail(failure, errno, "make an epoll descriptor");
}

int event_loop_watch(struct event_loop *loop, struct watch *watch, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };
	return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, watch->fd, &event) == 0 ? 0 : errno;
}

void event_loop_forget(struct event_loop *loop, struct watch *watch)
{
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
}

void event_loop_turn(struct event_loop *loop)
{
	struct epoll_event events[EVENTS_PER_TURN];
	int count = epoll_wait(loop->epoll_fd, events, EVENTS_PER_TURN, -1);
	for (int i = 0; i < count; i++) {
		struct watch *watch = events[i].data.ptr;
		/* An earlier one of this turn may have closed it. */
		if (watch->fd >= 0)
			watch->on_ready(watch, events[i].events);
	}
}

bool timer_open(struct event_loop *loop, struct watch *watch, struct failure *failure)
{
	watch->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (watch->fd < 0)
		return fail(failure, errno, "make a timer");
	int error = event_loop_watch(loop, watch, EPOLLIN);
	return error == 0 || fail(failure, error, "watch a timer");
}

void timer_set(const struct watch *watch, uint64_t after_ns)
{
	struct itimerspec time = {
		.it_value = { .tv_sec = (time_t)(after_ns / NS_PER_S),
			      .tv_nsec = (long)(after_ns % NS_PER_S) },
	};
	timerfd_settime(watch->fd, 0, &time, NULL);
}

void timer_acknowledge(const struct watch *watch)
{
	uint64_t expirations;
	while (read(watch->fd, &expirations, sizeof(expirations)) < 0 && errno == EINTR)
		continue;
}
