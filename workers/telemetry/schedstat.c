#include "schedstat.h"

#include <inttypes.h>
#include <stdio.h>

#include "proc_file.h"

bool schedstat_read(struct schedstat *stat)
{
	char line[80];
	*stat = (struct schedstat){ 0 };
	return proc_file_read("/proc/self/schedstat", line, sizeof(line)) &&
	       sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNu64, &stat->cpu_time_ns,
		      &stat->run_delay_ns, &stat->run_count) == 3;
}
