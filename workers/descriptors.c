#define _GNU_SOURCE 1
#include "descriptors.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int ascending(const void *left, const void *right)
{
	return *(const int *)left - *(const int *)right;
}

static void close_between(unsigned int first, unsigned int last)
{
	if (first <= last)
		syscall(SYS_close_range, first, last, 0);
}

void close_all_but(int *kept, size_t count)
{
	qsort(kept, count, sizeof(kept[0]), ascending);
	unsigned int next = 0;
	for (size_t i = 0; i < count; i++) {
		if (kept[i] > 0)
			close_between(next, (unsigned int)kept[i] - 1);
		next = (unsigned int)kept[i] + 1;
	}
	close_between(next, ~0U);
}

size_t raise_file_limit(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return 0;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		getrlimit(RLIMIT_NOFILE, &files);
	return files.rlim_cur;
}
