/*
 * The plainest way to put many spinning processes into a cgroup and start them together: fork
 * them, let each block on one pipe, write their pids to cgroup.procs, release them with one write,
 * stop them through a word in shared memory, wait for them. Nothing is verified and nobody
 * reports: this is what the kernel charges anybody who starts processes.
 *
 * They block in poll() and leave the byte where it is. The kernel wakes readers one by one, each
 * after the one before it has run; among spinning processes a release of 512 takes minutes then.
 *
 *   fork_start WORKERS CGROUP_PROCS HOLD_MS
 *
 * Prints the time of each phase, and for each process when its work began after the release.
 */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Ends everything when processes never get to run; far longer than a healthy machine takes. */
#define TIME_LIMIT_S 120

struct shared {
	uint32_t stop;
	uint64_t started[];
};

static uint64_t now_ns(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void sleep_ms(uint64_t ms)
{
	struct timespec time = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };
	nanosleep(&time, NULL);
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static _Noreturn void child(struct shared *shared, int index, int start_fd, int ready_fd)
{
	struct pollfd start = { .fd = start_fd, .events = POLLIN };
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(ready_fd);
	if (poll(&start, 1, -1) != 1 || !(start.revents & POLLIN))
		_exit(1);
	__atomic_store_n(&shared->started[index], now_ns(), __ATOMIC_RELAXED);
	while (!__atomic_load_n(&shared->stop, __ATOMIC_RELAXED)) {
#if defined(__x86_64__) || defined(__i386__)
		__builtin_ia32_pause();
#elif defined(__aarch64__)
		__asm__ volatile("yield");
#endif
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	int workers = argc > 3 ? atoi(argv[1]) : 0;
	if (workers < 1)
		return 64;
	size_t bytes = sizeof(struct shared) + (size_t)workers * sizeof(uint64_t);
	struct shared *shared =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t *pids = calloc((size_t)workers, sizeof(*pids));
	int start[2], ready[2];
	char byte = 0;
	if (shared == MAP_FAILED || pids == NULL)
		die("memory");
	if (pipe(start) != 0 || pipe(ready) != 0)
		die("pipe");
	alarm(TIME_LIMIT_S);

	/* Spawn: done when every child is about to block and has closed its end of `ready`. */
	uint64_t began = now_ns();
	for (int i = 0; i < workers; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			die("fork");
		if (pids[i] == 0) {
			close(start[1]);
			child(shared, i, start[0], ready[1]);
		}
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 0)
		die("wait for the children");
	uint64_t spawned = now_ns();

	int procs = open(argv[2], O_WRONLY);
	if (procs < 0)
		die(argv[2]);
	for (int i = 0; i < workers; i++) {
		char text[16];
		int length = snprintf(text, sizeof(text), "%d", pids[i]);
		if (write(procs, text, (size_t)length) != length)
			die("move a process");
	}
	close(procs);
	uint64_t placed = now_ns();

	if (write(start[1], &byte, 1) != 1)
		die("release");
	uint64_t released = now_ns();

	for (int i = 0; i < workers; i++)
		while (!__atomic_load_n(&shared->started[i], __ATOMIC_RELAXED))
			sleep_ms(1);
	sleep_ms(strtoull(argv[3], NULL, 10));

	uint64_t stopping = now_ns();
	__atomic_store_n(&shared->stop, 1, __ATOMIC_RELAXED);
	for (int i = 0; i < workers; i++)
		waitpid(pids[i], NULL, 0);
	uint64_t stopped = now_ns();

	printf("{\"spawn_ns\":%" PRIu64 ",\"place_ns\":%" PRIu64 ",\"release_ns\":%" PRIu64
	       ",\"stop_ns\":%" PRIu64 ",\"start_offsets_ns\":[",
	       spawned - began, placed - spawned, released - placed, stopped - stopping);
	for (int i = 0; i < workers; i++)
		printf("%s%" PRIu64, i == 0 ? "" : ",", shared->started[i] - placed);
	printf("]}\n");
	return 0;
}
