/*
 * What SpinWait would be without ktstr around it: count up through a value that the compiler must
 * take as unknown, with a spin-wait hint after each step. No iterations, no checkpoints, no shared
 * memory; the clock is looked at so seldom (about every 2 ms) that it costs nothing.
 *
 *   spin MILLISECONDS     prints the units of work and the CPU time they took
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define UNITS_PER_LOOK 65536

static uint64_t read_clock(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static inline void hint(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

int main(int argc, char **argv)
{
	uint64_t duration = argc > 1 ? strtoull(argv[1], NULL, 10) * 1000000 : 0;
	uint64_t units = 0;
	uint64_t end = read_clock(CLOCK_MONOTONIC) + duration;
	uint64_t cpu = read_clock(CLOCK_THREAD_CPUTIME_ID);
	do {
		for (int i = 0; i < UNITS_PER_LOOK; i++) {
			units++;
			__asm__ volatile("" : "+r"(units));
			hint();
		}
	} while (read_clock(CLOCK_MONOTONIC) < end);
	cpu = read_clock(CLOCK_THREAD_CPUTIME_ID) - cpu;
	printf("{\"work_units\":%" PRIu64 ",\"cpu_time_ns\":%" PRIu64 "}\n", units, cpu);
	return 0;
}
