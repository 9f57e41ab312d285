/* System-wide counters of the memory manager. */
#ifndef KTSTR_VMSTAT_H
#define KTSTR_VMSTAT_H

#include <stdint.h>

/* `numa_pages_migrated` of /proc/vmstat; 0 where the kernel has none. */
uint64_t vmstat_numa_pages_migrated(void);

#endif
