/*
 * What YieldHeavy would be without ktstr around it: sched_yield and nothing else. The clock is
 * looked at after every 1024 calls.
 *
 *   yield MILLISECONDS     prints the number of calls and the CPU time they took
 */
#include <inttypes.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CALLS_PER_LOOK 1024

static uint64_t read_clock(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

int main(int argc, char **argv)
{
	uint64_t duration = argc > 1 ? strtoull(argv[1], NULL, 10) * 1000000 : 0;
	uint64_t calls = 0;
	uint64_t end = read_clock(CLOCK_MONOTONIC) + duration;
	uint64_t cpu = read_clock(CLOCK_THREAD_CPUTIME_ID);
	do {
		for (int i = 0; i < CALLS_PER_LOOK; i++)
			sched_yield();
		calls += CALLS_PER_LOOK;
	} while (read_clock(CLOCK_MONOTONIC) < end);
	cpu = read_clock(CLOCK_THREAD_CPUTIME_ID) - cpu;
	printf("{\"work_units\":%" PRIu64 ",\"cpu_time_ns\":%" PRIu64 "}\n", calls, cpu);
	return 0;
}
