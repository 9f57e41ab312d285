#include "managed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sysexits.h>
#include <unistd.h>

#include "output_queue.h"
#include "protocol.h"
#include "supervisor.h"

/* No command is as long. */
#define MAX_COMMAND 32

struct managed {
	struct supervisor supervisor;
	struct watch control;
	struct output_queue output;
	char command[MAX_COMMAND];
	size_t command_used;
};

static struct managed *managed_of(struct supervisor *supervisor)
{
	return container_of(supervisor, struct managed, supervisor);
}

/* The runner cannot be heard or spoken to: nobody is left to run the workers for. */
_Noreturn static void leave(struct managed *managed)
{
	supervisor_abandon(&managed->supervisor);
	exit(EXIT_FAILURE);
}

/* Everything that was queued since the last call is said now, or as soon as it can be. */
static void say(struct managed *managed)
{
	output_queue_flush(&managed->output);
	if (managed->output.broken)
		leave(managed);
}

static void on_spawned(struct supervisor *supervisor)
{
	struct managed *managed = managed_of(supervisor);
	struct text *waiting = &managed->output.waiting;
	text_printf(waiting, MESSAGE_SPAWNED);
	for (u32 i = 0; i < supervisor->crew.count; i++)
		text_printf(waiting, MESSAGE_SPAWNED_PID, supervisor->crew.members[i].pid);
	text_append(waiting, "\n", 1);
	say(managed);
}

static void on_reported(struct supervisor *supervisor, struct member *member)
{
	struct managed *managed = managed_of(supervisor);
	struct text *waiting = &managed->output.waiting;
	if (member->oversize) {
		text_printf(waiting, MESSAGE_OVERSIZE, member->index);
	} else {
		text_printf(waiting, MESSAGE_REPORT, member->index, member->payload.used);
		text_append(waiting, member->payload.data, member->payload.used);
		text_free(&member->payload);
	}
	say(managed);
}

static void on_ended(struct supervisor *supervisor, struct member *member)
{
	struct managed *managed = managed_of(supervisor);
	struct text *waiting = &managed->output.waiting;
	if (member->ending == EXITED)
		text_printf(waiting, MESSAGE_EXIT_CODE, member->index, member->value);
	else if (member->ending == SIGNALLED)
		text_printf(waiting, MESSAGE_EXIT_SIGNAL, member->index, member->value);
	else
		text_printf(waiting, MESSAGE_EXIT_ERROR, member->index, strerror(member->value));
	say(managed);
}

static void on_interrupted(struct supervisor *supervisor)
{
	leave(managed_of(supervisor));
}

static void obey(struct managed *managed, const char *command)
{
	if (strcmp(command, COMMAND_STOP) == 0) {
		supervisor_stop(&managed->supervisor);
	} else if (strcmp(command, COMMAND_KILL) == 0) {
		supervisor_kill(&managed->supervisor);
	} else {
		/* A runner that speaks another protocol cannot be served. */
		fprintf(stderr, "ktstr-worker: unknown command \"%s\" on stdin\n", command);
		leave(managed);
	}
}

/* Takes one byte of the command stream. */
static void hear(struct managed *managed, char byte)
{
	if (byte != '\n') {
		/* What does not fit is no command; it is cut and will not be recognised. */
		if (managed->command_used < MAX_COMMAND - 1)
			managed->command[managed->command_used++] = byte;
		return;
	}
	managed->command[managed->command_used] = '\0';
	managed->command_used = 0;
	obey(managed, managed->command);
}

static void on_control(struct watch *watch, uint32_t events)
{
	(void)events;
	struct managed *managed = container_of(watch, struct managed, control);
	char bytes[256];
	ssize_t got = read(watch->fd, bytes, sizeof(bytes));
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (got <= 0)
		leave(managed);
	for (ssize_t i = 0; i < got; i++)
		hear(managed, bytes[i]);
}

static const struct frontend frontend = {
	.spawned = on_spawned,
	.reported = on_reported,
	.ended = on_ended,
	.interrupted = on_interrupted,
};

static bool watch_control(struct managed *managed, struct failure *failure)
{
	managed->control = (struct watch){ .fd = STDIN_FILENO, .on_ready = on_control };
	int error = event_loop_watch(&managed->supervisor.loop, &managed->control, EPOLLIN);
	if (error == EPERM)
		return fail(failure, error, "stdin must be a pipe or a socket: it is the runner's "
					    "control channel");
	return error == 0 || fail(failure, error, "watch stdin");
}

static bool take_over(struct managed *managed, const struct group_plan *plan, int slots_fd,
		      int start_fd, struct failure *failure)
{
	struct supervisor *supervisor = &managed->supervisor;
	if (fcntl(start_fd, F_SETFD, FD_CLOEXEC) != 0)
		return fail(failure, errno, "use descriptor %d as the start pipe", start_fd);
	if (!shared_slots_map(&supervisor->shared, slots_fd, plan->workers, failure))
		return false;
	close(slots_fd);
	return watch_control(managed, failure) &&
	       supervisor_fork(supervisor, plan, start_fd, failure);
}

static void flush(struct managed *managed)
{
	say(managed);
	while (!output_queue_is_empty(&managed->output)) {
		event_loop_turn(&managed->supervisor.loop);
		if (managed->output.broken)
			leave(managed);
	}
}

int managed_run(const struct group_plan *plan, int slots_fd, int start_fd)
{
	/* Static: the parts refer to each other by address. */
	static struct managed managed;
	struct failure failure;
	if (!supervisor_open(&managed.supervisor, &frontend, &failure)) {
		printf(MESSAGE_FAILED, errno_name(failure.error), failure.text);
		return EX_OSERR;
	}
	output_queue_open(&managed.output, &managed.supervisor.loop, STDOUT_FILENO);
	if (!take_over(&managed, plan, slots_fd, start_fd, &failure)) {
		text_printf(&managed.output.waiting, MESSAGE_FAILED, errno_name(failure.error),
			    failure.text);
		flush(&managed);
		return EX_OSERR;
	}
	supervisor_run(&managed.supervisor);
	text_printf(&managed.output.waiting, MESSAGE_DONE);
	flush(&managed);
	return EXIT_SUCCESS;
}
