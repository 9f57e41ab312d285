/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "expect.h"
#include "native/ktstr.h"

#define SIZE 16384U
#define MAX_READS 5000000
#define ENOUGH_CHANGES 20000

static void test_ranges(int32_t memory)
{
	unsigned char bytes[64];

	for (uint32_t offset = 0; offset < 24; offset++) {
		for (uint32_t length = 0; length < 40; length++) {
			unsigned char back[64];

			for (uint32_t i = 0; i < sizeof(bytes); i++)
				bytes[i] = (unsigned char)(offset * 7 + length * 3 + i);
			memset(back, 0xee, sizeof(back));
			EXPECT_EQUAL(ktstr_memory_write(memory, offset, bytes, length), 0);
			EXPECT_EQUAL(ktstr_memory_read(memory, offset, back, length), 0);
			EXPECT_EQUAL(memcmp(bytes, back, length), 0);
			EXPECT_EQUAL(back[length], 0xee);
		}
	}
	EXPECT_EQUAL(ktstr_memory_read(memory, SIZE, bytes, 0), 0);
	EXPECT_EQUAL(ktstr_memory_read(memory, SIZE, bytes, 1), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_read(memory, SIZE - 8, bytes, 9), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_write(memory, SIZE - 8, bytes, 9), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_write(memory, UINT32_MAX, bytes, UINT32_MAX), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_read(memory, 0, NULL, 1), -EFAULT);
	EXPECT_EQUAL(ktstr_memory_write(memory, 0, NULL, 1), -EFAULT);
}

static void test_gather(int32_t memory)
{
	uint32_t values[4];
	uint32_t got[4] = { 0 };

	for (uint32_t i = 0; i < 4; i++) {
		values[i] = 100 + i;
		EXPECT_EQUAL(ktstr_memory_write(memory, 12 + i * 4096, &values[i], 4), 0);
	}
	EXPECT_EQUAL(ktstr_memory_gather(memory, 12, 4096, 4, 4, got, sizeof(got)), 0);
	EXPECT_EQUAL(memcmp(values, got, sizeof(got)), 0);
	EXPECT_EQUAL(ktstr_memory_gather(memory, 12, 4096, 4, 0, got, 0), 0);
	EXPECT_EQUAL(ktstr_memory_gather(memory, 12, 4096, 4, 5, got, 20), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_gather(memory, 12, 4096, 4, 4, got, 15), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_gather(memory, 4096, 4096, 4096, 4, got, 16), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_gather(memory, 0, UINT32_MAX, 0, UINT32_MAX, got, 16), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_gather(memory, 0, 1, UINT32_MAX, UINT32_MAX, got, 16), -ERANGE);
}

struct counter {
	uint64_t *value;
	bool stop;
};

/* Flips between two values that differ in every byte, so that a torn read is neither. */
static void *flip(void *argument)
{
	struct counter *counter = argument;
	uint64_t value = 0;

	while (!__atomic_load_n(&counter->stop, __ATOMIC_RELAXED)) {
		value = ~value;
		__atomic_store_n(counter->value, value, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void test_words_are_whole(int32_t memory, int fd)
{
	struct counter counter = { .stop = false };
	unsigned char *mapped = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	unsigned char bytes[24];
	uint64_t last = 0;
	int changes = 0;
	pthread_t thread;
	bool torn = false;

	EXPECT(mapped != MAP_FAILED);
	memset(mapped + 64, 0, 8);
	counter.value = (uint64_t *)(mapped + 64);
	EXPECT_EQUAL(pthread_create(&thread, NULL, flip, &counter), 0);
	/* The threads may have to take turns on one CPU, so what counts is the changes seen. */
	for (int i = 0; i < MAX_READS && changes < ENOUGH_CHANGES; i++) {
		uint64_t word;

		/* Starts before the word, which is aligned in memory but not in the buffer. */
		ktstr_memory_read(memory, 61, bytes, sizeof(bytes));
		memcpy(&word, bytes + 3, sizeof(word));
		torn = torn || (word != 0 && word != UINT64_MAX);
		changes += word != last;
		last = word;
	}
	__atomic_store_n(&counter.stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	munmap(mapped, SIZE);
	EXPECT(!torn);
}

static void test_handles(void)
{
	int32_t fd = ktstr_memfd_create("test", SIZE, 1);
	int32_t first = ktstr_memory_map(fd, SIZE);
	int32_t second = ktstr_memory_map(fd, 1);
	uint32_t value = 77;
	unsigned char byte = 0;

	EXPECT(first >= 0 && second >= 0 && first != second);
	EXPECT_EQUAL(ktstr_memory_write(first, 0, &value, 4), 0);
	EXPECT_EQUAL(ktstr_memory_read(second, 0, &byte, 1), 0);
	EXPECT_EQUAL(byte, 77);
	EXPECT_EQUAL(ktstr_memory_read(second, 0, &value, 2), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_unmap(first), 0);
	EXPECT_EQUAL(ktstr_memory_unmap(first), -EBADF);
	EXPECT_EQUAL(ktstr_memory_read(first, 0, &value, 4), -EBADF);
	EXPECT_EQUAL(ktstr_memory_map(fd, SIZE), first);
	EXPECT_EQUAL(ktstr_memory_map(fd, SIZE + 1), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_map(fd, 0), -EINVAL);
	EXPECT_EQUAL(ktstr_memory_map(-1, 1), -EBADF);
	EXPECT_EQUAL(ktstr_memory_unmap(-1), -EBADF);
	EXPECT_EQUAL(ktstr_memory_unmap(INT32_MAX), -EBADF);
	EXPECT_EQUAL(ftruncate(fd, 1), -1);
	EXPECT_EQUAL(errno, EPERM);
	EXPECT_EQUAL(ktstr_memory_unmap(first), 0);
	EXPECT_EQUAL(ktstr_memory_unmap(second), 0);
	EXPECT_EQUAL(ktstr_fd_close(fd), 0);
	EXPECT_EQUAL(ktstr_memfd_create("test", 0, 1), -EINVAL);
	EXPECT_EQUAL(ktstr_memfd_create(NULL, 1, 1), -EFAULT);
}

static void test_policy(int32_t memory)
{
	uint64_t nodes[16] = { 1 };
	int32_t node = ktstr_memory_node(memory, 0);

	if (node == -ENOSYS)
		return;
	EXPECT(node >= 0);
	EXPECT_EQUAL(ktstr_memory_bind(memory, 0, SIZE, 2, nodes, 8, 0), 0);
	EXPECT_EQUAL(ktstr_memory_get_policy(memory, 0, nodes, sizeof(nodes)), 2);
	EXPECT_EQUAL(nodes[0], 1);
	EXPECT_EQUAL(ktstr_memory_bind(memory, 0, SIZE, 2, nodes, 7, 0), -EINVAL);
	EXPECT_EQUAL(ktstr_memory_bind(memory, 1, 1, 2, nodes, 8, 0), -EINVAL);
	EXPECT_EQUAL(ktstr_memory_bind(memory, 4096, SIZE, 2, nodes, 8, 0), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_node(memory, SIZE), -ERANGE);
	EXPECT_EQUAL(ktstr_memory_get_policy(memory, SIZE, nodes, 8), -ERANGE);
	EXPECT_EQUAL(ktstr_set_mempolicy(1, nodes, 8), 0);
	EXPECT_EQUAL(ktstr_get_mempolicy(nodes, sizeof(nodes)), 1);
	EXPECT_EQUAL(ktstr_set_mempolicy(0, NULL, 0), 0);
	EXPECT_EQUAL(ktstr_set_mempolicy(2, nodes, 1 << 20), -EINVAL);
}

void test_memory(void)
{
	int32_t fd = ktstr_memfd_create("test", SIZE, 1);
	int32_t memory;

	EXPECT(fd >= 0);
	memory = ktstr_memory_map(fd, SIZE);
	EXPECT(memory >= 0);
	test_ranges(memory);
	test_gather(memory);
	test_words_are_whole(memory, fd);
	EXPECT_EQUAL(ktstr_fd_close(fd), 0);
	test_policy(memory);
	EXPECT_EQUAL(ktstr_memory_unmap(memory), 0);
	test_handles();
}
