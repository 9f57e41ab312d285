/* SPDX-License-Identifier: MIT */
#include "mapping.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "ktstr.h"
#include "result.h"

/* A runner holds one mapping a work group; this is far above any scenario. */
#define MAX_MAPPINGS 4096

struct mapping {
	unsigned char *start;
	uint32_t length;
};

static struct mapping mappings[MAX_MAPPINGS];

/* Held for writing to change the table, for reading while a mapping is being used. */
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;

static int32_t store(unsigned char *start, uint32_t length)
{
	for (int32_t handle = 0; handle < MAX_MAPPINGS; handle++) {
		if (mappings[handle].start == NULL) {
			mappings[handle] = (struct mapping){ .start = start, .length = length };
			return handle;
		}
	}
	return -EMFILE;
}

int32_t ktstr_memory_map(int32_t fd, uint32_t length)
{
	struct stat status;
	unsigned char *start;
	int32_t handle;

	if (length == 0)
		return -EINVAL;
	if (fstat(fd, &status) != 0)
		return -errno;
	/* A page past the end of the file would raise SIGBUS when it is touched. */
	if (status.st_size < (off_t)length)
		return -ERANGE;
	start = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (start == MAP_FAILED)
		return -errno;

	pthread_rwlock_wrlock(&table_lock);
	handle = store(start, length);
	pthread_rwlock_unlock(&table_lock);

	if (handle < 0)
		munmap(start, length);
	return handle;
}

int32_t ktstr_memory_unmap(int32_t handle)
{
	struct mapping mapping = { .start = NULL };

	if (handle < 0 || handle >= MAX_MAPPINGS)
		return -EBADF;

	pthread_rwlock_wrlock(&table_lock);
	mapping = mappings[handle];
	mappings[handle].start = NULL;
	pthread_rwlock_unlock(&table_lock);

	if (mapping.start == NULL)
		return -EBADF;
	return result(munmap(mapping.start, mapping.length));
}

int32_t mapping_enter(int32_t handle, uint64_t offset, uint64_t length, unsigned char **start)
{
	int32_t error = 0;

	if (handle < 0 || handle >= MAX_MAPPINGS)
		return -EBADF;

	pthread_rwlock_rdlock(&table_lock);
	if (mappings[handle].start == NULL)
		error = -EBADF;
	else if (offset > mappings[handle].length || length > mappings[handle].length - offset)
		error = -ERANGE;
	else
		*start = mappings[handle].start + offset;
	if (error != 0)
		pthread_rwlock_unlock(&table_lock);
	return error;
}

void mapping_leave(void)
{
	pthread_rwlock_unlock(&table_lock);
}
