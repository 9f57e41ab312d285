#include "numa_maps.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One word of a line, such as "N0=12". Spaces in file names are escaped by the kernel. */
static void add_word(const char *word, struct numa_pages *numa)
{
	unsigned int node;
	uint64_t pages;
	if (sscanf(word, "N%u=%" SCNu64, &node, &pages) == 2 && node < MAX_NODES)
		numa->pages[node] += pages;
}

void numa_maps_parse(FILE *file, struct numa_pages *numa)
{
	memset(numa, 0, sizeof(*numa));
	char *line = NULL;
	size_t capacity = 0;
	while (getline(&line, &capacity, file) >= 0) {
		char *rest;
		for (char *word = strtok_r(line, " \n", &rest); word != NULL;
		     word = strtok_r(NULL, " \n", &rest))
			add_word(word, numa);
	}
	free(line);
}

void numa_maps_read(struct numa_pages *numa)
{
	memset(numa, 0, sizeof(*numa));
	FILE *file = fopen("/proc/self/numa_maps", "re");
	if (file == NULL)
		return;
	numa_maps_parse(file, numa);
	fclose(file);
}
