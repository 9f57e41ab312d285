/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ktstr.h"
#include "mapping.h"
#include "result.h"

/* Since Linux 6.3, which complains in its log about callers that do not pass it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

static int create_memory_file(const char *name, unsigned int flags)
{
	int fd = memfd_create(name, flags | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create(name, flags);
	return fd;
}

int32_t ktstr_memfd_create(const char *name, uint32_t length, uint32_t close_on_exec)
{
	unsigned int flags = MFD_ALLOW_SEALING | (close_on_exec ? MFD_CLOEXEC : 0);
	int error;
	int fd;

	if (name == NULL)
		return -EFAULT;
	if (length == 0)
		return -EINVAL;
	fd = create_memory_file(name, flags);
	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)length) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
		return fd;
	error = errno;
	close(fd);
	return -error;
}

static bool aligned(const void *pointer, uint32_t size)
{
	return (uintptr_t)pointer % size == 0;
}

/*
 * memcpy gives no promise about the size of its accesses, so a counter that another process is
 * increasing could be read half old and half new. These copies use one access for each aligned
 * word of shared memory. Acquire and release keep the order of the fields for the other side.
 */
static void copy_from_shared(unsigned char *to, const unsigned char *from, uint32_t length)
{
	while (length > 0) {
		uint32_t step;

		if (length >= 8 && aligned(from, 8)) {
			uint64_t word = __atomic_load_n((const uint64_t *)from, __ATOMIC_ACQUIRE);

			step = sizeof(word);
			memcpy(to, &word, sizeof(word));
		} else if (length >= 4 && aligned(from, 4)) {
			uint32_t word = __atomic_load_n((const uint32_t *)from, __ATOMIC_ACQUIRE);

			step = sizeof(word);
			memcpy(to, &word, sizeof(word));
		} else {
			step = 1;
			*to = __atomic_load_n(from, __ATOMIC_ACQUIRE);
		}
		to += step;
		from += step;
		length -= step;
	}
}

static void copy_to_shared(unsigned char *to, const unsigned char *from, uint32_t length)
{
	while (length > 0) {
		uint32_t step;

		if (length >= 8 && aligned(to, 8)) {
			uint64_t word;

			step = sizeof(word);
			memcpy(&word, from, sizeof(word));
			__atomic_store_n((uint64_t *)to, word, __ATOMIC_RELEASE);
		} else if (length >= 4 && aligned(to, 4)) {
			uint32_t word;

			step = sizeof(word);
			memcpy(&word, from, sizeof(word));
			__atomic_store_n((uint32_t *)to, word, __ATOMIC_RELEASE);
		} else {
			step = 1;
			__atomic_store_n(to, *from, __ATOMIC_RELEASE);
		}
		to += step;
		from += step;
		length -= step;
	}
}

int32_t ktstr_memory_read(int32_t handle, uint32_t offset, void *buffer, uint32_t length)
{
	unsigned char *start;
	int32_t error;

	if (buffer == NULL && length > 0)
		return -EFAULT;
	error = mapping_enter(handle, offset, length, &start);
	if (error != 0)
		return error;
	copy_from_shared(buffer, start, length);
	mapping_leave();
	return 0;
}

int32_t ktstr_memory_write(int32_t handle, uint32_t offset, const void *buffer, uint32_t length)
{
	unsigned char *start;
	int32_t error;

	if (buffer == NULL && length > 0)
		return -EFAULT;
	error = mapping_enter(handle, offset, length, &start);
	if (error != 0)
		return error;
	copy_to_shared(start, buffer, length);
	mapping_leave();
	return 0;
}

int32_t ktstr_memory_gather(int32_t handle, uint32_t offset, uint32_t stride, uint32_t length,
			    uint32_t count, void *buffer, uint32_t buffer_length)
{
	uint64_t span = count == 0 ? 0 : (uint64_t)(count - 1) * stride + length;
	unsigned char *to = buffer;
	unsigned char *start;
	int32_t error;

	if ((uint64_t)count * length > buffer_length)
		return -ERANGE;
	if (buffer == NULL && buffer_length > 0)
		return -EFAULT;
	error = mapping_enter(handle, offset, span, &start);
	if (error != 0)
		return error;
	for (uint32_t i = 0; i < count; i++)
		copy_from_shared(to + (size_t)i * length, start + (size_t)i * stride, length);
	mapping_leave();
	return 0;
}
