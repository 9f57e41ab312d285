/* A worker's own account of its run: the fields of lib/workload/worker_report.ts, in its order. */
#ifndef KTSTR_REPORT_H
#define KTSTR_REPORT_H

#include "slot.h"
#include "telemetry/numa_maps.h"
#include "telemetry/schedstat.h"
#include "text.h"

/* What a report says that does not stand in the worker's slot. */
struct run_measurements {
	u64 cpu_time_ns;
	struct schedstat schedstat;
	u64 vmstat_numa_pages_migrated;
	struct numa_pages numa;
};

/* Writes the report of a worker that has left its loop by itself, as one JSON object. */
void report_write(struct text *json, const struct slots_header *header, const struct slot *slot,
		  const struct run_measurements *measured);

#endif
