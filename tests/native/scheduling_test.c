/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "expect.h"
#include "native/ktstr.h"

#define NO_SUCH_TID INT_MAX
#define SCHED_BATCH_NUMBER 3

static void test_affinity(void)
{
	unsigned char mask[8192] = { 0 };
	unsigned char none[8] = { 0 };
	int32_t filled = ktstr_sched_getaffinity(0, mask, sizeof(mask));

	EXPECT(filled >= 8);
	EXPECT_EQUAL(ktstr_sched_setaffinity(0, mask, sizeof(mask)), 0);
	EXPECT_EQUAL(ktstr_sched_setaffinity(0, mask, (uint32_t)filled), 0);
	EXPECT_EQUAL(ktstr_sched_setaffinity(0, none, sizeof(none)), -EINVAL);
	EXPECT_EQUAL(ktstr_sched_setaffinity(0, NULL, 8), -EFAULT);
	EXPECT_EQUAL(ktstr_sched_getaffinity(0, mask, 7), -EINVAL);
	EXPECT_EQUAL(ktstr_sched_getaffinity(NO_SUCH_TID, mask, sizeof(mask)), -ESRCH);
}

static void test_attributes(void)
{
	uint32_t attr[14] = { 0 };

	EXPECT_EQUAL(ktstr_sched_getattr(0, attr, sizeof(attr)), 0);
	EXPECT_EQUAL(attr[1], 0);
	attr[0] = 0;
	attr[1] = SCHED_BATCH_NUMBER;
	EXPECT_EQUAL(ktstr_sched_setattr(0, attr, sizeof(attr)), 0);
	EXPECT_EQUAL(attr[0], sizeof(attr));
	memset(attr, 0, sizeof(attr));
	EXPECT_EQUAL(ktstr_sched_getattr(0, attr, sizeof(attr)), 0);
	EXPECT_EQUAL(attr[1], SCHED_BATCH_NUMBER);
	EXPECT_EQUAL(ktstr_sched_setattr(0, attr, 47), -EINVAL);
	EXPECT_EQUAL(ktstr_sched_setattr(0, NULL, 56), -EFAULT);
	EXPECT_EQUAL(ktstr_sched_getattr(0, attr, 47), -EINVAL);
	EXPECT_EQUAL(ktstr_sched_getattr(NO_SUCH_TID, attr, sizeof(attr)), -ESRCH);
}

static void test_nice(void)
{
	EXPECT_EQUAL(ktstr_setpriority(0, 5), 0);
	EXPECT_EQUAL(ktstr_getpriority(0), 15);
	EXPECT_EQUAL(ktstr_setpriority(0, 100), 0);
	EXPECT_EQUAL(ktstr_getpriority(0), 1);
	EXPECT_EQUAL(ktstr_getpriority(NO_SUCH_TID), -ESRCH);
	EXPECT_EQUAL(ktstr_setpriority(NO_SUCH_TID, 0), -ESRCH);
}

static void test_clock(void)
{
	int64_t before = ktstr_clock_gettime(CLOCK_MONOTONIC);
	int64_t after = ktstr_clock_gettime(CLOCK_MONOTONIC);

	EXPECT(before > 0 && after >= before);
	EXPECT_EQUAL(ktstr_clock_gettime(4711), -EINVAL);
}

void test_scheduling(void)
{
	uint32_t cpu_and_node[2];

	EXPECT_EQUAL(ktstr_getcpu(cpu_and_node), 0);
	EXPECT_EQUAL(ktstr_getcpu(NULL), -EFAULT);
	test_affinity();
	test_attributes();
	test_nice();
	test_clock();
}
