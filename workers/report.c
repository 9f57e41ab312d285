#include "report.h"

#include <stdio.h>

#include "json.h"

#define NS_PER_MS UINT64_C(1000000)

/* Differences of clocks that are read one after the other can come out below zero. */
static u64 saturating_sub(u64 left, u64 right)
{
	return left > right ? left - right : 0;
}

static void write_cpus_used(struct text *json, const struct slot *slot)
{
	json_open(json, "cpus_used", '[');
	for (u32 cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (slot->cpus_used[cpu / 64] >> (cpu % 64) & 1)
			json_number(json, NULL, cpu);
	}
	json_close(json, ']');
}

static void write_migrations(struct text *json, const struct slot *slot)
{
	u64 end = slot->migration_count;
	u64 oldest = saturating_sub(end, MIGRATION_RING);
	json_open(json, "migrations", '[');
	for (u64 n = oldest; n < end; n++) {
		const migration *entry = &slot->migrations[n % MIGRATION_RING];
		json_open(json, NULL, '{');
		json_number(json, "at_ns", entry->at_ns);
		json_number(json, "from_cpu", entry->from_cpu);
		json_number(json, "to_cpu", entry->to_cpu);
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* Samples of types that time single operations; a type that times none leaves them empty. */
static void write_samples(struct text *json)
{
	json_open(json, "resume_latencies_ns", '[');
	json_close(json, ']');
	json_number(json, "wake_sample_total", 0);
	json_open(json, "iteration_costs_ns", '[');
	json_close(json, ']');
	json_number(json, "iteration_cost_sample_total", 0);
}

static void write_numa_pages(struct text *json, const struct numa_pages *numa)
{
	json_open(json, "numa_pages", '{');
	for (u32 node = 0; node < MAX_NODES; node++) {
		if (numa->pages[node] == 0)
			continue;
		char key[16];
		snprintf(key, sizeof(key), "%u", node);
		json_number(json, key, numa->pages[node]);
	}
	json_close(json, '}');
}

void report_write(struct text *json, const struct slots_header *header, const struct slot *slot,
		  const struct run_measurements *measured)
{
	u64 wall_time_ns = slot->ended_ns - slot->started_ns;
	json_open(json, NULL, '{');
	json_number(json, "tid", slot->tid);
	json_number(json, "work_units", slot->work_units);
	json_number(json, "cpu_time_ns", measured->cpu_time_ns);
	json_number(json, "wall_time_ns", wall_time_ns);
	json_number(json, "off_cpu_ns", saturating_sub(wall_time_ns, measured->cpu_time_ns));
	json_number(json, "migration_count", slot->migration_count);
	write_cpus_used(json, slot);
	write_migrations(json, slot);
	json_number(json, "max_gap_ms", slot->max_gap_ns / NS_PER_MS);
	json_number(json, "max_gap_cpu", slot->max_gap_cpu);
	json_number(json, "max_gap_at_ms", slot->max_gap_at_ns / NS_PER_MS);
	write_samples(json);
	json_number(json, "iterations", slot->iterations);
	json_number(json, "schedstat_run_delay_ns", measured->schedstat.run_delay_ns);
	json_number(json, "schedstat_run_count", measured->schedstat.run_count);
	json_number(json, "schedstat_cpu_time_ns", measured->schedstat.cpu_time_ns);
	json_boolean(json, "completed", true);
	write_numa_pages(json, &measured->numa);
	json_number(json, "vmstat_numa_pages_migrated", measured->vmstat_numa_pages_migrated);
	json_null(json, "exit_info");
	json_boolean(json, "is_messenger", false);
	json_number(json, "group_idx", slot->group_idx);
	json_null(json, "affinity_error");
	json_number(json, "index", slot->index);
	/* The runner may release without saying when. */
	json_number(json, "start_offset_ns",
		    header->released_ns == 0
			    ? 0
			    : saturating_sub(slot->started_ns, header->released_ns));
	json_number(json, "checkpoints", slot->checkpoints);
	json_close(json, '}');
}
