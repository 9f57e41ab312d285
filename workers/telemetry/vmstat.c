#include "vmstat.h"

#include <stdlib.h>
#include <string.h>

#include "proc_file.h"

/* Several times what the file has today. */
#define MAX_VMSTAT (32 * 1024)

uint64_t vmstat_numa_pages_migrated(void)
{
	static const char name[] = "\nnuma_pages_migrated ";
	static char text[MAX_VMSTAT];
	proc_file_read("/proc/vmstat", text, sizeof(text));
	const char *line = strstr(text, name);
	return line == NULL ? 0 : strtoull(line + strlen(name), NULL, 10);
}
