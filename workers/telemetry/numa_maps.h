/* On which NUMA nodes a process's memory lies. */
#ifndef KTSTR_NUMA_MAPS_H
#define KTSTR_NUMA_MAPS_H

#include <stdint.h>
#include <stdio.h>

/* Largest number of nodes that the kernel can be built for. */
#define MAX_NODES 1024

struct numa_pages {
	/* Resident pages by node; a page counts as one whatever its size. */
	uint64_t pages[MAX_NODES];
};

/* Sums up a file in the format of /proc/PID/numa_maps. */
void numa_maps_parse(FILE *file, struct numa_pages *numa);

/* Reads /proc/self/numa_maps; all zero where the kernel has none. */
void numa_maps_read(struct numa_pages *numa);

#endif
