#include "output_queue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

static void on_writable(struct watch *watch, uint32_t events)
{
	(void)events;
	output_queue_flush(container_of(watch, struct output_queue, watch));
}

void output_queue_open(struct output_queue *queue, struct event_loop *loop, int fd)
{
	*queue = (struct output_queue){
		.loop = loop,
		.watch = { .fd = fd, .on_ready = on_writable },
	};
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static void set_watched(struct output_queue *queue, bool watched)
{
	if (watched == queue->watched)
		return;
	if (watched)
		event_loop_watch(queue->loop, &queue->watch, EPOLLOUT);
	else
		event_loop_forget(queue->loop, &queue->watch);
	queue->watched = watched;
}

void output_queue_flush(struct output_queue *queue)
{
	struct text *waiting = &queue->waiting;
	while (queue->written < waiting->used && !queue->broken) {
		ssize_t got = write(queue->watch.fd, waiting->data + queue->written,
				    waiting->used - queue->written);
		if (got >= 0)
			queue->written += (size_t)got;
		else if (errno == EAGAIN)
			break;
		else if (errno != EINTR)
			queue->broken = true;
	}
	/* Moved only when at least half is written: every byte is moved once on average. */
	if (queue->written * 2 >= waiting->used) {
		text_consume(waiting, queue->written);
		queue->written = 0;
	}
	set_watched(queue, !queue->broken && !output_queue_is_empty(queue));
}

bool output_queue_is_empty(const struct output_queue *queue)
{
	return queue->written == queue->waiting.used;
}
