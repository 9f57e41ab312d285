/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <linux/mempolicy.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ktstr.h"
#include "mapping.h"
#include "result.h"

#define MAX_MASK_BYTES 4096

static bool whole_words(uint32_t length)
{
	return length % sizeof(unsigned long) == 0 && length < MAX_MASK_BYTES;
}

/* The kernel takes one more than the number of bits in a mask. */
static unsigned long max_node(uint32_t length)
{
	return (unsigned long)length * 8 + 1;
}

int32_t ktstr_set_mempolicy(int32_t mode, const void *nodes, uint32_t length)
{
	if (!whole_words(length))
		return -EINVAL;
	return result(syscall(SYS_set_mempolicy, (long)mode, nodes, max_node(length)));
}

static int32_t get_policy(void *nodes, uint32_t length, const void *address, unsigned long flags)
{
	int mode = 0;

	if (!whole_words(length))
		return -EINVAL;
	if (syscall(SYS_get_mempolicy, &mode, nodes, max_node(length), address, flags) != 0)
		return -errno;
	return mode;
}

int32_t ktstr_get_mempolicy(void *nodes, uint32_t length)
{
	return get_policy(nodes, length, NULL, 0);
}

int32_t ktstr_memory_bind(int32_t handle, uint32_t offset, uint32_t length, int32_t mode,
			  const void *nodes, uint32_t nodes_length, uint32_t flags)
{
	unsigned char *start;
	int32_t error;

	if (!whole_words(nodes_length))
		return -EINVAL;
	error = mapping_enter(handle, offset, length, &start);
	if (error != 0)
		return error;
	error = result(syscall(SYS_mbind, start, (unsigned long)length, (long)mode, nodes,
			       max_node(nodes_length), (unsigned long)flags));
	mapping_leave();
	return error;
}

int32_t ktstr_memory_get_policy(int32_t handle, uint32_t offset, void *nodes, uint32_t length)
{
	unsigned char *start;
	int32_t policy = mapping_enter(handle, offset, 1, &start);

	if (policy != 0)
		return policy;
	policy = get_policy(nodes, length, start, MPOL_F_ADDR);
	mapping_leave();
	return policy;
}

int32_t ktstr_memory_node(int32_t handle, uint32_t offset)
{
	unsigned char *start;
	int32_t node = mapping_enter(handle, offset, 1, &start);

	if (node != 0)
		return node;
	node = get_policy(NULL, 0, start, MPOL_F_ADDR | MPOL_F_NODE);
	mapping_leave();
	return node;
}
