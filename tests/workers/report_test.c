/* Prints the report of a slot with known contents; the Deno side compares it with the contract. */
#include "../../workers/report.h"

#include <stdio.h>

#include "../../workers/checkpoint.h"

int main(void)
{
	static struct slots_header header = { .released_ns = 400 };
	static struct slot slot = { .tid = 77, .index = 5, .group_idx = 2 };
	static struct run_measurements measured = {
		.cpu_time_ns = 9000000000,
		.schedstat = { .cpu_time_ns = 11, .run_delay_ns = 12, .run_count = 13 },
		.vmstat_numa_pages_migrated = 14,
	};
	checkpoint_start(&slot, 1400, 1);
	for (u64 n = 1; n <= MIGRATION_RING + 2; n++)
		checkpoint_take(&slot, 1400 + n * 1000000, n % 2 == 0 ? 1 : 8000);
	checkpoint_take(&slot, 1400 + 3000 * UINT64_C(1000000), 1);
	slot.ended_ns = 1400 + UINT64_C(3000000001);
	slot.iterations = 21;
	slot.work_units = 22;

	char text[] = "7f00 default file=/tmp/N7=9\\040N3=5 N0=3 N12=40 kernelpagesize_kB=4\n"
		      "7f10 bind:0 anon=2 dirty=2 N0=2 kernelpagesize_kB=2048\n"
		      "7f20 default N2000=5\n";
	FILE *maps = fmemopen(text, sizeof(text) - 1, "r");
	numa_maps_parse(maps, &measured.numa);
	fclose(maps);

	struct text json = { 0 };
	report_write(&json, &header, &slot, &measured);
	printf("%.*s\n", (int)json.used, json.data);
	text_free(&json);
	return 0;
}
