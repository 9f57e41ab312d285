/* Checkpoints with chosen times and CPUs: gaps, migrations, the ring. Exits 0 when all is right. */
#include "../../workers/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct slot slot;

static void expect(const char *what, u64 found, u64 wanted)
{
	if (found == wanted)
		return;
	fprintf(stderr, "%s is %" PRIu64 ", wanted %" PRIu64 "\n", what, found, wanted);
	exit(EXIT_FAILURE);
}
#define EXPECT(expression, wanted) expect(#expression, (expression), (wanted))

static void start(u64 now_ns, u32 cpu)
{
	memset(&slot, 0, sizeof(slot));
	checkpoint_start(&slot, now_ns, cpu);
}

static void test_start_counts_nothing(void)
{
	start(1000, 70);
	EXPECT(slot.started_ns, 1000);
	EXPECT(slot.last_checkpoint_ns, 1000);
	EXPECT(slot.checkpoints, 0);
	EXPECT(slot.migration_count, 0);
	EXPECT(slot.last_cpu, 70);
	EXPECT(slot.cpus_used[0], 0);
	EXPECT(slot.cpus_used[1], 1 << 6);
}

static void test_first_gap_is_counted_from_the_start(void)
{
	start(1000, 0);
	checkpoint_take(&slot, 1500, 0);
	EXPECT(slot.max_gap_ns, 500);
	EXPECT(slot.max_gap_at_ns, 500);
}

static void test_first_of_equal_gaps_is_kept(void)
{
	start(0, 0);
	checkpoint_take(&slot, 500, 0);
	checkpoint_take(&slot, 1000, 1);
	EXPECT(slot.max_gap_at_ns, 500);
	checkpoint_take(&slot, 1501, 1);
	EXPECT(slot.max_gap_ns, 501);
	EXPECT(slot.max_gap_at_ns, 1501);
}

static void test_gap_names_the_cpu_before_it(void)
{
	start(0, 3);
	checkpoint_take(&slot, 900, 5);
	EXPECT(slot.max_gap_cpu, 3);
	EXPECT(slot.last_cpu, 5);
	checkpoint_take(&slot, 9000, 3);
	EXPECT(slot.max_gap_cpu, 5);
}

static void test_migration_is_recorded_with_both_cpus(void)
{
	start(1000, 0);
	checkpoint_take(&slot, 1100, 0);
	checkpoint_take(&slot, 1200, 8191);
	EXPECT(slot.migration_count, 1);
	EXPECT(slot.migrations[0].at_ns, 200);
	EXPECT(slot.migrations[0].from_cpu, 0);
	EXPECT(slot.migrations[0].to_cpu, 8191);
	EXPECT(slot.cpus_used[127], UINT64_C(1) << 63);
	EXPECT(slot.checkpoints, 2);
}

static void test_ring_keeps_the_latest(void)
{
	start(0, 0);
	for (u32 n = 1; n <= MIGRATION_RING + 10; n++)
		checkpoint_take(&slot, n, n % 2);
	EXPECT(slot.migration_count, MIGRATION_RING + 10);
	EXPECT(slot.migrations[9].at_ns, MIGRATION_RING + 10);
	EXPECT(slot.migrations[10].at_ns, 11);
	EXPECT(slot.cpus_used[0], 3);
}

static void test_cpu_beyond_the_set_is_left_out(void)
{
	start(0, 0);
	checkpoint_take(&slot, 1, MAX_CPUS);
	EXPECT(slot.migration_count, 1);
	EXPECT(slot.migrations[0].at_ns, 1);
	EXPECT(slot.last_cpu, MAX_CPUS);
}

int main(void)
{
	test_start_counts_nothing();
	test_first_gap_is_counted_from_the_start();
	test_first_of_equal_gaps_is_kept();
	test_gap_names_the_cpu_before_it();
	test_migration_is_recorded_with_both_cpus();
	test_ring_keeps_the_latest();
	test_cpu_beyond_the_set_is_left_out();
	return EXIT_SUCCESS;
}
